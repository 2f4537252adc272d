/* The Markdown editor: toolbar, live preview, pictures. The form works without it. */
(() => {
  "use strict";
  const WAIT = 400; // milliseconds of silence before the preview is asked for

  const put = (area, text, from = area.selectionStart, to = area.selectionEnd) => {
    area.focus();
    area.setSelectionRange(from, to);
    // execCommand keeps the browser's undo history; setting .value would drop it.
    if (!document.execCommand("insertText", false, text)) {
      area.setRangeText(text, from, to, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };

  const wrap = (area, mark) => {
    const { selectionStart: from, selectionEnd: to, value } = area;
    const inner = value.slice(from, to) || "text";
    put(area, mark + inner + mark);
    area.setSelectionRange(from + mark.length, from + mark.length + inner.length);
  };

  const markLines = (area, mark) => {
    const { value } = area;
    const from = value.lastIndexOf("\n", area.selectionStart - 1) + 1;
    const end = value.indexOf("\n", area.selectionEnd);
    const to = end < 0 ? value.length : end;
    const lines = value.slice(from, to).split("\n");
    const marked = lines.every((line) => line.startsWith(mark));
    put(area, lines.map((line) => (marked ? line.slice(mark.length) : mark + line)).join("\n"), from, to);
  };

  // A paragraph of its own. Where it has an empty line, the chosen words move in, ready to be typed over.
  const block = (area, text) => {
    const { selectionStart: from, selectionEnd: to, value } = area;
    const hole = text.indexOf("\n\n") + 1;
    const chosen = hole ? value.slice(from, to) : "";
    const start = hole ? from : to;
    const [before, after] = [value.slice(0, start), value.slice(to)];
    const gap = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    const end = after.startsWith("\n\n") ? "" : !after || after.startsWith("\n") ? "\n" : "\n\n";
    put(area, gap + text.slice(0, hole) + chosen + text.slice(hole) + end, start, to);
    const place = start + gap.length + hole;
    if (hole) area.setSelectionRange(place, place + chosen.length);
  };

  const link = (area, words) => {
    const from = area.selectionStart;
    const text = area.value.slice(from, area.selectionEnd) || words;
    put(area, `[${text}](https://)`);
    area.setSelectionRange(from + text.length + 3, from + text.length + 11);
  };

  class Editor {
    constructor(box) {
      this.box = box;
      this.area = box.querySelector("textarea");
      this.preview = box.querySelector(".markdownx-preview");
      this.status = box.querySelector("[data-status]");
      this.ask = box.querySelector("[data-ask]");
      this.area.addEventListener("input", () => this.later());
      this.area.addEventListener("keydown", (event) => this.key(event));
      this.area.addEventListener("paste", (event) => this.take(event, event.clipboardData));
      this.area.addEventListener("drop", (event) => this.take(event, event.dataTransfer));
      box.querySelector(".mdx-bar").addEventListener("click", (event) => this.press(event));
      box.querySelector("[data-picture]").addEventListener("change", (event) => {
        this.askFor(event.target.files[0]);
        event.target.value = "";
      });
      box.querySelector("[data-send]").addEventListener("click", () => this.send());
      box.querySelector("[data-cancel]").addEventListener("click", () => this.close());
      box.querySelector("[data-alt]").addEventListener("keydown", (event) => {
        if (event.key === "Enter") {
          event.preventDefault();
          this.send();
        }
      });
      const again = () => this.isInTrouble && !document.hidden && this.refresh();
      document.addEventListener("visibilitychange", again);
      window.addEventListener("online", again);
      this.refresh();
    }

    get isInTrouble() {
      return this.status.classList.contains("error");
    }

    say(words, isError = false) {
      this.status.textContent = words;
      this.status.classList.toggle("error", isError);
    }

    async post(address, fields) {
      const body = new FormData();
      for (const [name, value] of Object.entries(fields)) body.append(name, value);
      const send = () => fetch(address, {
        method: "POST", body, headers: { "X-CSRFToken": guideSession.token() }, redirect: "error",
      });
      const answer = await send();
      return answer.status === 403 && (await guideSession.renew()) ? send() : answer;
    }

    later() {
      if (!this.isInTrouble) this.say("");
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.refresh(), WAIT);
    }

    async refresh() {
      const text = this.area.value;
      this.box.querySelector("[data-count]").textContent =
        `${(text.match(/\S+/g) || []).length} ${this.box.dataset.words}`;
      try {
        const answer = await this.post(this.area.dataset.markdownxUrlsPath, { content: text });
        const body = await answer.text();
        if (this.area.value !== text) return;
        if (answer.ok) this.preview.innerHTML = body;
        if (!answer.ok) this.say(answer.status === 413 ? body : this.box.dataset.out, true);
        else if (this.isInTrouble) this.say("");
      } catch {
        this.say(this.box.dataset.lost, true);
      }
    }

    key(event) {
      const mark = (event.ctrlKey || event.metaKey) && !event.altKey && { b: "**", i: "*" }[event.key.toLowerCase()];
      if (mark) {
        event.preventDefault();
        wrap(this.area, mark);
      }
    }

    press(event) {
      const data = event.target.closest("button")?.dataset;
      if (!data) return;
      if (data.wrap) wrap(this.area, data.wrap);
      else if (data.line) markLines(this.area, data.line);
      else if (data.block) block(this.area, data.block);
      else if (data.insert) put(this.area, data.insert);
      else if (data.link) link(this.area, data.link);
    }

    take(event, carried) {
      if (!carried?.files.length) return;
      event.preventDefault();
      this.askFor(carried.files[0]);
    }

    askFor(file) {
      if (!file) return;
      this.file = file;
      this.ask.hidden = false;
      const words = this.box.querySelector("[data-alt]");
      words.value = "";
      this.box.querySelector("[data-decorative]").checked = false;
      words.focus();
    }

    close() {
      this.ask.hidden = true;
      this.file = undefined;
      this.area.focus();
    }

    async send() {
      const words = this.box.querySelector("[data-alt]");
      const isDecorative = this.box.querySelector("[data-decorative]").checked;
      const alt = words.value.trim().replace(/[[\]\n\\]/g, " ");
      if (!this.file || (!alt && !isDecorative)) {
        words.focus();
        return;
      }
      this.say(this.box.dataset.uploading);
      try {
        const answer = await this.post(this.area.dataset.markdownxUploadUrlsPath, { image: this.file });
        const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
        const told = isJson ? await answer.json() : {};
        if (!answer.ok) {
          this.say(told.error || this.box.dataset.out, true);
          return;
        }
        this.close();
        block(this.area, isDecorative ? `![](${told.address} "decorative")` : `![${alt}](${told.address})`);
        this.say(this.box.dataset.uploaded);
      } catch {
        this.say(this.box.dataset.failed, true);
      }
    }
  }

  const start = () => document.querySelectorAll("[data-mdx]").forEach((box) => new Editor(box));
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
