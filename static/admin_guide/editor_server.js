/* The editor's questions to the server. They fail in words and never lead to another page. */

const tokens = () => document.querySelectorAll("[name=csrfmiddlewaretoken]");

// Signing in again, in another tab, makes the token of this page stale: nothing could be saved.
const renewToken = async () => {
  const answer = await fetch(location.href, { redirect: "manual" });
  if (!answer.ok) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[name=csrfmiddlewaretoken]");
  tokens().forEach((token) => { token.value = fresh.value; });
  return true;
};

const send = (address, body) =>
  fetch(address, { method: "POST", body, headers: { "X-CSRFToken": tokens()[0].value }, redirect: "error" });

export const post = async (address, values) => {
  const body = new FormData();
  for (const [name, value] of Object.entries(values)) body.append(name, value);
  const answer = await send(address, body);
  return answer.status === 403 && (await renewToken()) ? send(address, body) : answer;
};

export const get = (address, values) =>
  fetch(`${address}?${new URLSearchParams(values)}`, { redirect: "error" });

/* What the answer tells as JSON; nothing of a page that somebody on the way has put in its place. */
export const told = (answer) =>
  (answer.headers.get("Content-Type") || "").startsWith("application/json") ? answer.json() : {};
