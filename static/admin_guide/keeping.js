/* What is typed and not saved stays in this browser, for this person alone, until it is saved. */
(() => {
  "use strict";
  const DAYS = 7;
  const NOT_KEPT = ["file", "password", "hidden", "submit", "button", "reset", "image"];
  const session = document.querySelector("[data-session]");
  const { user } = session.dataset;

  // One entry for each form opened: "kept <user> <address> <number of the form>".
  const store = (() => {
    const entries = (prefix) => Object.keys(localStorage).filter((name) => name.startsWith(prefix));
    const read = (name) => {
      try {
        return JSON.parse(localStorage.getItem(name)) || { at: 0 };
      } catch {
        return { at: 0 };
      }
    };
    const drop = (names) => names.forEach((name) => localStorage.removeItem(name));
    return {
      under: (prefix) => entries(prefix).map((name) => ({ name, ...read(name) })).sort((a, b) => b.at - a.at),
      put: (name, entry) => localStorage.setItem(name, JSON.stringify(entry)),
      drop,
      dropOld: () => drop(entries("kept ").filter((name) => Date.now() - read(name).at > DAYS * 86400e3)),
      dropForm: (form) => drop(entries(`kept ${user} `).filter((name) => name.endsWith(` ${form}`))),
      dropAll: () => drop(entries(`kept ${user} `)),
    };
  })();

  const isKept = (field) =>
    field.name && (!NOT_KEPT.includes(field.type) || "kept" in field.dataset)
    && !field.closest(".conflicts, fieldset[disabled]") && !field.matches("fieldset, output, [data-not-kept]");

  const valuesOf = (field, asLoaded) => {
    if (field.type === "checkbox" || field.type === "radio") {
      return (asLoaded ? field.defaultChecked : field.checked) ? [field.value] : [];
    }
    if (field.tagName !== "SELECT") {
      const value = asLoaded ? field.defaultValue : field.value;
      return [field.type === "color" ? value.toLowerCase() : value];
    }
    const options = [...field.options];
    const chosen = options.filter((option) => (asLoaded ? option.defaultSelected : option.selected));
    return (chosen.length || field.multiple ? chosen : options.slice(0, 1)).map((option) => option.value);
  };

  const fieldsOf = (form) => [...form.elements].filter(isKept);

  // {name: [values]} of the form, as it stands or as it was loaded.
  const read = (form, asLoaded = false) => {
    const found = {};
    fieldsOf(form).forEach((field) => {
      found[field.name] = [...(found[field.name] || []), ...valuesOf(field, asLoaded)];
    });
    return found;
  };

  const different = (values, from) =>
    Object.fromEntries(Object.entries(values).filter(([name, value]) => String(value) !== String(from[name])));

  const write = (form, values) => fieldsOf(form).forEach((field) => {
    const wanted = values[field.name];
    if (!wanted) return;
    if (field.type === "checkbox" || field.type === "radio") field.checked = wanted.includes(field.value);
    else if (field.tagName === "SELECT") [...field.options].forEach((option) => { option.selected = wanted.includes(option.value); });
    else [field.value] = wanted;
    form.querySelectorAll(`[data-shown-with="${field.name}"]`).forEach((part) => { part.hidden = !field.value; });
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });

  // Runs of words that stayed, went and came, as the server's pages have them; each pair is [before, after].
  // Without an answer one text stands whole for the other.
  const TAGS = { same: "span", gone: "del", new: "ins" };
  const compare = async (pairs) => {
    const body = new FormData();
    pairs.forEach(([before, after]) => {
      body.append("before", before);
      body.append("after", after);
    });
    try {
      const headers = { "X-CSRFToken": window.guideSession.token() };
      const answer = await fetch(session.dataset.words, { method: "POST", body, headers, redirect: "error" });
      if (answer.ok) return (await answer.json()).texts;
    } catch {
      // No connection, or nobody is signed in any more: saving says so.
    }
    return pairs.map(([before, after]) => [["gone", before], ["new", after]]);
  };

  const make = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });

  // The values as the page words them: a choice by its label.
  const told = (field, values, nothing) => {
    const options = field.tagName === "SELECT" ? [...field.options] : [];
    const word = (value) => options.find((option) => option.value === value)?.text
      || (field.type === "checkbox" && field.form.querySelector(`[name="${field.name}"][value="${CSS.escape(value)}"]`)?.labels[0]?.textContent.trim())
      || value;
    if (field.dataset.kept) return values.join("") ? field.dataset.kept : nothing;
    return values.map(word).join("\n") || nothing;
  };

  // The label of its row, and its own where the row holds several texts. Several boxes are one field.
  const labelOf = (field) => {
    if (field.dataset.label) return field.dataset.label;
    const own = field.labels?.[0];
    const row = field.closest(".flex-container")?.querySelector("legend, label");
    const isOneOfSeveral = row && row !== own;
    const parts = isOneOfSeveral && field.type === "checkbox" ? [row] : [isOneOfSeveral && row, own?.querySelector("span") || own];
    return parts.filter(Boolean).map((part) => part.textContent.trim().replace(/:$/, "")).join(", ") || field.name;
  };

  const whenOf = (at) => {
    const isToday = new Date(at).toDateString() === new Date().toDateString();
    return new Date(at).toLocaleString(document.documentElement.lang, isToday ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" });
  };

  // For reading alone; what only machines read is named instead.
  const wordsOf = (entry, name, values) => entry.told?.[name] || values.join("\n");

  // As the server makes them; a form that has none yet gets one here.
  const makeKey = () => {
    const digits = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  };

  class Keeper {
    constructor(keep) {
      this.keep = keep;
      this.form = keep.closest("form");
      this.form.elements.form_key.value ||= makeKey();
      this.isUnsaved = "unsaved" in keep.dataset;
      this.isAtOnce = "atOnce" in keep.dataset;
      this.loaded = this.isUnsaved || this.isAtOnce ? {} : read(this.form, true);
      this.version = Number((this.form.elements.origin || this.form.elements.started_from)?.value || 0);
      const address = this.version ? location.pathname : location.pathname + location.search;
      this.place = `kept ${user} ${address} `;
      this.name = this.place + this.form.elements.form_key.value;
      this.form.addEventListener("input", () => this.note());
      this.form.addEventListener("sent", () => this.letGo());
      window.addEventListener("beforeunload", (event) => this.isDirty && !this.isLeaving && event.preventDefault());
      if (this.isUnsaved) this.note();
      else if (this.isAtOnce) this.put();
      else store.under(this.place).forEach((entry) => this.offer(entry));
    }

    get changes() {
      return different(read(this.form), this.loaded);
    }

    get isDirty() {
      return this.isTouched && Object.keys(this.changes).length > 0;
    }

    note() {
      this.isTouched = true;
      this.put();
    }

    put() {
      const fields = this.changes;
      try {
        if (Object.keys(fields).length) store.put(this.name, this.entryOf(fields));
        else store.drop([this.name]);
      } catch {
        // The browser keeps nothing more; leaving the page still asks.
      }
    }

    entryOf(fields) {
      const all = fieldsOf(this.form);
      const label = (name) => [name, labelOf(all.find((field) => field.name === name))];
      return {
        at: Date.now(),
        version: this.version,
        title: document.querySelector(".breadcrumbs")?.textContent.split("›").pop().trim(),
        labels: Object.fromEntries(Object.keys(fields).map(label)),
        told: Object.fromEntries(all.filter((field) => field.dataset.kept).map((field) => [field.name, field.dataset.kept])),
        fields,
      };
    }

    letGo() {
      this.isLeaving = true;
      setTimeout(() => { this.isLeaving = false; }, 5000);
    }

    offer(entry) {
      const fields = different(entry.fields || {}, read(this.form));
      if (entry.name === this.name) return;
      if (!Object.keys(fields).length) {
        store.drop([entry.name]);
        return;
      }
      const part = this.keep.querySelector("template").content.firstElementChild.cloneNode(true);
      part.querySelector("time").textContent = whenOf(entry.at);
      part.querySelector("[data-since]").hidden = !(entry.version < this.version);
      const rows = this.list(fields, entry, part.querySelector("dl"));
      // Only when somebody asks for the difference is it sent anywhere.
      part.querySelector("details").addEventListener("toggle", () => void this.show(rows), { once: true });
      const close = () => {
        store.drop([entry.name]);
        part.remove();
      };
      part.querySelector("[data-take]").addEventListener("click", () => {
        if (entry.version) this.form.elements.started_from.value = this.version = entry.version;
        write(this.form, fields);
        close();
      });
      part.querySelector("[data-drop]").addEventListener("click", close);
      this.keep.querySelector("[data-offers]").append(part);
    }

    // A row for each field; its words come when they are asked for. What the form has no more is to read alone.
    list(fields, entry, list) {
      return Object.entries(fields).map(([name, values]) => {
        const field = fieldsOf(this.form).find((one) => one.name === name);
        const words = make("dd", "");
        words.tabIndex = 0; // it scrolls when it is long
        list.append(make("dt", field ? labelOf(field) : entry.labels?.[name] || name), words);
        if (!field) words.append(make("ins", wordsOf(entry, name, values)));
        return { name, values, field, words };
      }).filter((row) => row.field);
    }

    async show(rows) {
      const now = read(this.form);
      const { empty } = this.keep.dataset;
      const texts = await compare(rows.map(({ name, values, field }) => [now[name], values].map((one) => told(field, one, empty))));
      rows.forEach((row, place) => texts[place].forEach(([kind, text]) => row.words.append(make(TAGS[kind], text))));
    }
  }

  // On the start page: all that waits on other pages, to go there or, where there is no page any more, to read.
  const listAll = (entries) => {
    if (!entries.length) return;
    const [part, line] = session.querySelector("template").content.children;
    const shown = part.cloneNode(true);
    entries.forEach((entry) => {
      const item = line.cloneNode(true);
      const link = item.querySelector("a");
      [, , link.href] = entry.name.split(" ");
      link.textContent = entry.title || link.pathname;
      item.querySelector("time").textContent = whenOf(entry.at);
      Object.entries(entry.fields || {}).forEach(([name, values]) => {
        const text = make("dd", wordsOf(entry, name, values));
        text.tabIndex = 0;
        item.querySelector("dl").append(make("dt", entry.labels?.[name] || name), text);
      });
      item.querySelector("[data-drop]").addEventListener("click", () => {
        store.drop([entry.name]);
        (shown.querySelectorAll("li").length > 1 ? item : shown).remove();
      });
      shown.querySelector("ul").append(item);
    });
    document.getElementById("content").prepend(shown);
  };

  try {
    store.dropOld();
  } catch {
    return; // a browser that keeps nothing at all
  }
  // Every field in which a patient's data could be written or sent is described by the line that asks not to.
  document.querySelectorAll("#no-patients").forEach((line) =>
    line.closest("form").querySelectorAll("textarea, input[type=text], input[type=file]").forEach((field) =>
      field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") || ""} ${line.id}`.trim())));
  document.querySelectorAll(".messagelist [class*='saved-']").forEach((message) =>
    message.classList.forEach((name) => name.startsWith("saved-") && store.dropForm(name.slice(6))));
  document.querySelectorAll("[data-saved]").forEach((part) => store.dropForm(part.dataset.saved));
  document.getElementById("logout-form")?.addEventListener("submit", () => store.dropAll());
  document.querySelectorAll("[data-keep]").forEach((keep) => new Keeper(keep));
  if (document.body.classList.contains("dashboard")) listAll(store.under(`kept ${user} `));
})();
