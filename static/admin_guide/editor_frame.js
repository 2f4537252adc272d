/* The preview: a page of its own with the public style sheets, so that nothing rubs off either way. */

export class Frame {
  constructor(frame, dress) {
    this.page = new Promise((done) => {
      frame.addEventListener("load", ({ target: { contentDocument: page } }) => page.URL === "about:srcdoc" && done(page));
    });
    void this.page.then((page) => {
      page.querySelector("[data-dress]").className = dress;
      page.addEventListener("click", (event) => event.target.closest("a") && event.preventDefault());
    });
    frame.srcdoc = `<!DOCTYPE html>${frame.nextElementSibling.innerHTML}`;
  }

  async show({ html, language, stylesheet }) {
    const page = await this.page;
    page.documentElement.lang = language;
    page.querySelector(".prose").innerHTML = html;
    this.color(page, stylesheet);
  }

  /* A clinic's own colors come last, so that they win over the site's. */
  color(page, address) {
    let link = page.querySelector("[data-colors]");
    if (link?.getAttribute("href") === address || (!link && !address)) return;
    link?.remove();
    if (!address) return;
    link = page.createElement("link");
    link.dataset.colors = "";
    link.rel = "stylesheet";
    link.href = address;
    page.head.append(link);
  }
}
