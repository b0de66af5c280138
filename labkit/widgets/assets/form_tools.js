// Helpers. The form is rendered from messages; input is sent by message, never kept in the model.

function el(tag, attrs = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attrs)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") node.className = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

const button = (text, onclick, attrs = {}) => el("button", { type: "button", onclick, ...attrs }, text);
// A label inside a sentence; "URL" and "MD5" stay as they are.
const inside = (label) => (/^[A-Z](?![A-Z])/.test(label) ? label[0].toLowerCase() + label.slice(1) : label);
const INPUTS = { date: "date", moment: "datetime-local", time: "time", password: "password" };
// A page may show several forms, and a form may be shown on several pages.
const viewName = () => `lkf${Math.random().toString(36).slice(2, 10)}`;

const nameOf = (node) => node.id || node.getAttribute("aria-label") || node.textContent;

// What draws a part anew leaves the focus on the same control, if that is still there.
function keepFocus(root, draw) {
  const active = root.contains(document.activeElement) ? document.activeElement : null;
  const name = active && nameOf(active);
  draw();
  if (!active || root.contains(document.activeElement)) return;
  const same = [...root.querySelectorAll(active.localName)].find((node) => nameOf(node) === name);
  if (same) same.focus();
}

// Notebook shortcuts, e.g. "d d" to delete a cell, are off while the focus is in the form;
// those with Control stay.
function guardKeys(root) {
  const quiet = (event) => {
    const [at] = event.composedPath();
    if (!root.contains(at)) return;
    const theirs = (event.ctrlKey || event.metaKey) && event.key !== "Enter";
    // Their rules are looked for from where the focus is, up to the first such mark.
    if (theirs) at.removeAttribute("data-lm-suppress-shortcuts");
    else at.setAttribute("data-lm-suppress-shortcuts", "true");
  };
  window.addEventListener("keydown", quiet, true);
  root.addEventListener("keydown", (event) => { if (!event.ctrlKey && !event.metaKey) event.stopPropagation(); });
  return () => window.removeEventListener("keydown", quiet, true);
}
