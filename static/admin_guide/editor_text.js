/* What the editor's buttons do to the text. Every change can be undone with the browser's own undo. */

const MARK = /^(#{1,6}|[-*+]|\d+[.)])\s+/;
const ADDRESS = "https://";

export const put = (area, text, from = area.selectionStart, to = area.selectionEnd) => {
  area.focus();
  area.setSelectionRange(from, to);
  // execCommand keeps the browser's undo history; setting .value would drop it.
  if (!document.execCommand("insertText", false, text)) {
    area.setRangeText(text, from, to, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
};

const chosen = (area) => area.value.slice(area.selectionStart, area.selectionEnd);

export const wrap = (area, mark) => {
  const from = area.selectionStart + mark.length;
  const inner = chosen(area) || "text";
  put(area, mark + inner + mark);
  area.setSelectionRange(from, from + inner.length);
};

/* The chosen lines get the mark instead of any other; with it already, they lose it. */
export const lines = (area, mark) => {
  const { value } = area;
  const from = value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const end = value.indexOf("\n", area.selectionEnd);
  const to = end < 0 ? value.length : end;
  const before = value.slice(from, to).split("\n");
  const isMarked = before.every((line) => line.startsWith(mark));
  const marked = (line) => (isMarked ? line.slice(mark.length) : mark + line.replace(MARK, ""));
  put(area, before.map((line) => (line || before.length === 1 ? marked(line) : line)).join("\n"), from, to);
};

/* A paragraph of its own. Where it has an empty line, the chosen words move in, ready to be typed over. */
export const block = (area, text) => {
  const { selectionStart: from, selectionEnd: to, value } = area;
  const hole = text.indexOf("\n\n") + 1;
  const words = hole ? chosen(area) : "";
  const start = hole ? from : to;
  const [before, after] = [value.slice(0, start), value.slice(to)];
  const gap = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const end = after.startsWith("\n\n") ? "" : !after || after.startsWith("\n") ? "\n" : "\n\n";
  put(area, gap + text.slice(0, hole) + words + text.slice(hole) + end, start, to);
  const place = start + gap.length + hole;
  if (hole) area.setSelectionRange(place, place + words.length);
};

export const box = (area, kind) => block(area, `::: ${kind}\n\n:::`);

export const table = (area, heads) => block(area, `| ${heads} |\n|---|---|\n|  |  |`);

export const link = (area, words) => {
  const text = chosen(area) || words;
  const address = area.selectionStart + text.length + 3;
  put(area, `[${text}](${ADDRESS})`);
  area.setSelectionRange(address, address + ADDRESS.length);
};

export const goToLine = (area, number) => {
  const before = area.value.split("\n").slice(0, number - 1).join("\n").length;
  const from = number > 1 ? before + 1 : 0;
  const end = area.value.indexOf("\n", from);
  area.focus();
  area.setSelectionRange(from, end < 0 ? area.value.length : end);
};

/* Opens a window over the text. Closing one hands the focus back without the place in the text: Chromium
   puts it at the beginning. So the text gives the focus up first, and takes it again itself. */
export const openOver = (area, dialog) => {
  if (document.activeElement === area) {
    area.blur();
    dialog.addEventListener("close", function back() {
      if (dialog.open) return; // closed for a moment only
      dialog.removeEventListener("close", back);
      area.focus();
    });
  }
  dialog.showModal();
};
