/* What the claim check finds in the text: underlined behind it, and listed below it with a way there. */

/* The server counts characters, a browser also the second halves of those beyond U+FFFF. */
const placesIn = (text) => {
  const places = [0];
  for (const character of text) places.push(places.at(-1) + character.length);
  return places;
};

/* What was typed lies between the beginning and the end that both texts share. */
const changed = (before, after) => {
  const least = Math.min(before.length, after.length);
  let from = 0;
  while (from < least && before[from] === after[from]) from += 1;
  let same = 0;
  while (same < least - from && before.at(-1 - same) === after.at(-1 - same)) same += 1;
  return { from, to: before.length - same, by: after.length - before.length };
};

const moved = (claim, { from, to, by }) => {
  if (claim.end <= from) return claim;
  const start = claim.start < to && claim.start <= from ? claim.start : Math.max(claim.start, to) + by;
  const end = claim.end >= to ? claim.end + by : from;
  return { ...claim, start, end };
};

/* The text up to the last claim in pieces, each with the claims that hold all of it. */
const pieces = (text, claims) => {
  const cuts = [...new Set([0, ...claims.flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b);
  return cuts.slice(1).map((end, number) => ({
    words: text.slice(cuts[number], end),
    holding: claims.filter((one) => one.start <= cuts[number] && end <= one.end),
  }));
};

export class Claims {
  constructor(root, area, words) {
    Object.assign(this, { area, words, text: area.value, all: [], marks: new Map() });
    this.layer = root.querySelector("[data-underlines]");
    this.behind = this.layer.appendChild(document.createElement("div"));
    this.list = root.querySelector("[data-claims]");
    this.told = root.querySelector("[data-told]");
    this.layer.hidden = false;
    new ResizeObserver(([{ contentBoxSize: [{ inlineSize }] }]) => this.fit(inlineSize)).observe(area);
    area.addEventListener("scroll", () => this.align());
    area.addEventListener("input", () => this.follow());
    this.list.addEventListener("click", ({ target }) => this.goTo(target.closest("button")));
  }

  /* As wide as the lines in the field are, to the fraction: else they would break elsewhere. */
  fit(width) {
    this.behind.style.inlineSize = `${width}px`;
    this.layer.style.blockSize = `${this.area.clientHeight}px`;
    this.align();
  }

  align() {
    this.behind.style.transform = `translateY(${-this.area.scrollTop}px)`;
  }

  /* Until the next answer comes, what was found stays with its words. */
  follow() {
    const change = changed(this.text, this.area.value);
    this.text = this.area.value;
    if (!this.all.length) return;
    this.all = this.all.map((claim) => moved(claim, change));
    this.underline();
  }

  show({ claims, told, language }) {
    this.text = this.area.value;
    const places = claims.length ? placesIn(this.text) : [];
    this.all = claims.map((claim) => ({ ...claim, start: places[claim.start], end: places[claim.end] }));
    this.underline();
    this.list.replaceChildren(...claims.map((claim) => this.item(claim, language)));
    if (this.told.textContent !== told) this.told.textContent = told; // else it would be read out again
  }

  underline() {
    this.marks.clear();
    const standing = this.all.filter(({ start, end }) => start < end);
    this.behind.replaceChildren(...pieces(this.text, standing).map((piece) => this.piece(piece)));
    this.align();
  }

  piece({ words, holding }) {
    if (!holding.length) return words;
    const mark = document.createElement("mark");
    mark.className = holding.some((claim) => claim.blocks) ? "blocks" : "warns";
    mark.textContent = words;
    for (const claim of holding) if (!this.marks.has(claim)) this.marks.set(claim, mark);
    return mark;
  }

  item({ line, quote, blocks, words, instead }, language) {
    const item = document.createElement("li");
    const weight = document.createElement("strong");
    const button = document.createElement("button");
    const quoted = document.createElement("span");
    item.className = blocks ? "blocks" : "warns";
    weight.textContent = blocks ? this.words.blocks : this.words.warns;
    button.type = "button";
    quoted.lang = language;
    quoted.textContent = `“${quote}”`;
    button.append(`${this.words.line.replace("%1", line)}: `, quoted);
    item.append(weight, " ", button, ` ${words} ${instead}`);
    return item;
  }

  goTo(button) {
    if (!button) return;
    const { area } = this;
    const claim = this.all[[...this.list.children].indexOf(button.closest("li"))];
    const mark = this.marks.get(claim);
    area.focus();
    area.setSelectionRange(claim.start, Math.max(claim.start, claim.end));
    if (!mark) return;
    area.scrollTop = mark.offsetTop - area.clientHeight / 3;
    this.align();
    mark.scrollIntoView({ block: "nearest" });
  }
}
