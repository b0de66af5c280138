// Shows HTML that Python made (and escaped). It arrives by message and is never part of the
// widget's state, so a saved notebook does not contain it.

function keyOf(element) {
  return element && element.dataset ? `${element.dataset.action}|${element.dataset.key || ""}` : "";
}

function replace(root, html) {
  const at = root.ownerDocument.activeElement;
  const held = at && root.contains(at) ? keyOf(at) : "";
  const scrolled = [...root.querySelectorAll(".lk-scroll")].map((box) => box.scrollLeft);
  root.innerHTML = html;
  root.querySelectorAll(".lk-scroll").forEach((box, n) => { box.scrollLeft = scrolled[n] || 0; });
  if (!held) return;
  for (const element of root.querySelectorAll("[data-action]")) {
    if (keyOf(element) === held) { element.focus({ preventScroll: true }); break; }
  }
}

// The kernel is alive: the static copy next to the widget is not needed.
function hideFallback(area) {
  area.classList.add("lk-live-kernel");
  area.querySelectorAll(".lk-static").forEach((beside) => beside.replaceChildren());
}

function save(root, message, buffers) {
  const url = URL.createObjectURL(new Blob([buffers[0]], { type: message.type }));
  const link = root.ownerDocument.createElement("a");
  link.href = url;
  link.download = message.name;
  root.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}

function render({ model, el }) {
  const root = el.ownerDocument.createElement("div");
  root.className = "lk-pane";
  el.append(root);
  const receive = (message, buffers) => {
    if (message.kind === "html") {
      hideFallback(root.closest(".jp-OutputArea") || root.ownerDocument.body);
      replace(root, message.html);
    }
    if (message.kind === "file") save(root, message, buffers);
  };
  const tell = (element, value) => {
    const { action: name, key = "" } = element.dataset;
    model.send({ action: name, key, value });
  };
  const typed = (element) => {
    clearTimeout(element.waiting);
    if (element.told === element.value) return;
    element.told = element.value;
    tell(element, element.value);
  };
  model.on("msg:custom", receive);
  root.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-action]");
    if (button) tell(button, "");
  });
  root.addEventListener("change", (event) => {
    const element = event.target;
    if (element.matches("input[type=checkbox][data-action]")) tell(element, element.checked ? "1" : "");
    else if (element.matches("input[data-action]")) typed(element);
    else if (element.matches("select[data-action]")) tell(element, element.value);
  });
  // Input is sent after a pause in typing.
  root.addEventListener("input", (event) => {
    const element = event.target;
    if (!element.matches("input[data-action]:not([type=checkbox])")) return;
    clearTimeout(element.waiting);
    element.waiting = setTimeout(() => typed(element), 250);
  });
  // Notebook shortcuts are off while the focus is in here.
  root.addEventListener("keydown", (event) => event.stopPropagation());
  model.send({ action: "ready" });
  return () => model.off("msg:custom", receive);
}

export default { render };
