/* The editor's questions to the server. They fail in words and never lead to another page. */

const send = (address, body) => fetch(address, {
  method: "POST", body, headers: { "X-CSRFToken": window.guideSession.token() }, redirect: "error",
});

export const post = async (address, values) => {
  const body = new FormData();
  for (const [name, value] of Object.entries(values)) body.append(name, value);
  const answer = await send(address, body);
  return answer.status === 403 && (await window.guideSession.renew()) ? send(address, body) : answer;
};

export const get = (address, values) =>
  fetch(`${address}?${new URLSearchParams(values)}`, { redirect: "error" });

/* What the answer tells as JSON; nothing of a page that somebody on the way has put in its place. */
export const told = (answer) =>
  (answer.headers.get("Content-Type") || "").startsWith("application/json") ? answer.json() : {};
