// Draws a form from messages. Nothing typed is kept in the widget's model: it goes out by message.
let views = 0;

function el(tag, attrs = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attrs)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") node.className = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

const button = (text, onclick, attrs = {}) => el("button", { type: "button", onclick, ...attrs }, text);
const INPUTS = { number: "text", date: "date", moment: "datetime-local", password: "password" };

class FormElement {
  constructor(model, root) {
    this.model = model;
    this.uid = `lkf${(views += 1)}`;
    this.tab = "form";
    this.revision = 0;
    this.pending = new Map();
    this.errors = {};
    this.failure = el("div", { role: "alert", class: "lk-failure", hidden: true });
    this.head = el("div", { class: "lk-head" });
    this.body = el("div", { class: "lk-body" });
    this.summary = el("div", { class: "lk-summary", "aria-live": "polite" });
    this.foot = el("div", { class: "lk-foot" });
    this.panels = { form: el("div", {}, this.body, this.summary, this.foot) };
    this.main = el("div", {});
    root.append(el("div", { class: "lk-form" }, this.failure, this.head, this.main));
    this.listen = (message, buffers) => this.receive(message, buffers);
    model.on("msg:custom", this.listen);
    model.send({ type: "ready" });
  }

  id(key, part = "") { return `${this.uid}-${key}${part}`; }
  byKey(key, part = "") { return document.getElementById(this.id(key, part)); }

  receive(message, buffers) {
    const handler = this[`on_${message.type}`];
    if (handler) handler.call(this, message, buffers || []);
  }

  // --- sending ---------------------------------------------------------------------------------

  later(key, value, wait) {
    const old = this.pending.get(key);
    if (old) clearTimeout(old.timer);
    const timer = setTimeout(() => this.flush(key), wait);
    this.pending.set(key, { value, timer });
  }

  flush(only) {
    for (const [key, { value, timer }] of [...this.pending]) {
      if (only && key !== only) continue;
      clearTimeout(timer);
      this.pending.delete(key);
      this.model.send({ type: "input", key, value });
    }
  }

  act(type, content = {}, buffers) {
    this.flush();
    this.model.send({ type, ...content }, undefined, buffers);
  }

  // --- messages --------------------------------------------------------------------------------

  on_failure({ text }) {
    this.failure.textContent = text;
    this.failure.hidden = !text;
  }

  on_tree({ tree, focus, frame }) {
    const active = document.activeElement;
    const back = active && this.body.contains(active) ? active.id : "";
    const caret = back && "selectionStart" in active ? active.selectionStart : null;
    this.failure.hidden = true;
    this.body.replaceChildren(...(tree.children || []).map((child) => this.draw(child)));
    for (const [key, { value }] of this.pending) {
      const input = this.byKey(key);
      if (input && input.type !== "checkbox") input.value = value;
    }
    this.drawFrame(frame || {});
    const target = focus ? this.byKey(focus) : back && document.getElementById(back);
    if (target) {
      target.focus();
      if (!focus && caret !== null) try { target.setSelectionRange(caret, caret); } catch { /* not a text */ }
    }
  }

  on_errors({ errors, summary, waiting }) {
    for (const key of Object.keys(this.errors)) this.mark(key, null);
    this.errors = errors;
    for (const [key, error] of Object.entries(errors)) this.mark(key, error);
    const lines = summary.map((one) => el("li", { class: `lk-${one.severity}` },
      el("strong", {}, one.severity === "error" ? "Error: " : "Note: "),
      one.key ? el("a", { href: "#", onclick: (event) => { event.preventDefault(); this.focus(one.key); } }, one.text)
        : one.text));
    const rest = waiting ? [el("p", { class: "lk-help" }, `${waiting} required field${waiting > 1 ? "s are" : " is"} still to be filled in.`)] : [];
    this.summary.replaceChildren(...(lines.length ? [el("ul", {}, ...lines)] : []), ...rest);
  }

  mark(key, error) {
    const place = this.byKey(key, "-error");
    const input = this.byKey(key);
    if (place) {
      place.textContent = error ? error.text : "";
      place.className = `lk-message lk-${error ? error.severity : "none"}`;
    }
    if (input) {
      if (error && error.severity === "error") input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
  }

  focus(key) {
    this.show("form");
    const target = this.byKey(key);
    if (!target) return;
    target.focus();
    target.scrollIntoView({ block: "center" });
  }

  // --- the frame: endpoint, tabs, submit ---------------------------------------------------------

  drawFrame(frame) {
    this.revision = frame.revision || 0;
    if (!frame.tabs) { this.main.replaceChildren(this.panels.form); this.foot.replaceChildren(); return; }
    this.head.replaceChildren(
      el("div", { class: `lk-place lk-place-${frame.place_kind}`, role: "status" }, el("strong", {}, frame.place), ` ${frame.place_note}`),
      el("h2", {}, frame.title), ...(frame.notices || []).map((text) => el("p", { class: "lk-notice" }, text)));
    this.quote = this.quote || el("div", { class: "lk-quote", "aria-live": "polite" });
    this.submit = frame.submit ? button(frame.submit, () => this.act("submit", { revision: this.revision }),
      { class: "lk-primary", id: this.id("submit") }) : el("p", { class: "lk-notice" }, frame.no_submit || "");
    this.foot.replaceChildren(this.quote, el("div", { class: "lk-row" }, this.submit,
      button("Start anew", () => this.act("anew", { revision: this.revision }))));
    this.drawTabs(frame.tabs);
  }

  drawTabs(tabs) {
    if (this.tabs) return;
    this.tabs = {};
    for (const [name, label] of tabs) {
      this.panels[name] = this.panels[name] || el("div", { class: "lk-panel" });
      this.tabs[name] = button(label, () => this.show(name), { role: "tab", id: this.id(name, "-tab"), "aria-controls": this.id(name, "-panel") });
      for (const [attr, value] of [["id", this.id(name, "-panel")], ["role", "tabpanel"], ["aria-labelledby", this.id(name, "-tab")]])
        this.panels[name].setAttribute(attr, value);
    }
    const list = el("div", { role: "tablist", class: "lk-tabs", "aria-label": "Order", onkeydown: (event) => this.turn(event, tabs) },
      ...Object.values(this.tabs));
    this.main.replaceChildren(list, ...Object.values(this.panels));
    this.show(this.tab);
  }

  turn(event, tabs) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const names = tabs.map(([name]) => name);
    const next = names[(names.indexOf(this.tab) + step + names.length) % names.length];
    this.show(next);
    this.tabs[next].focus();
    event.preventDefault();
  }

  show(name) {
    if (!this.tabs) return;
    const changed = this.tab !== name;
    this.tab = name;
    for (const [one, tab] of Object.entries(this.tabs)) {
      tab.setAttribute("aria-selected", String(one === name));
      tab.tabIndex = one === name ? 0 : -1;
      this.panels[one].hidden = one !== name;
    }
    if (changed) this.act("tab", { name });
  }

  on_quote({ lines, note }) {
    if (!this.quote) return;
    this.quote.replaceChildren(...lines.map(([label, text, strong]) => el("div", { class: "lk-sum" }, el("span", {}, label), el(strong ? "strong" : "span", {}, text))),
      note ? el("p", { class: "lk-help" }, note) : null);
  }

  on_calls({ calls, note }) {
    const panel = this.panels.calls;
    if (!panel) return;
    panel.replaceChildren(el("p", { class: "lk-help" }, note), ...calls.map((call, n) => el("section", { class: "lk-call" },
      el("h3", {}, `${n + 1}. ${call.title}`), call.commits ? el("p", { class: "lk-commits" }, "This call places the order.") : null,
      el("pre", { tabindex: "0", "aria-label": `Call ${n + 1}` }, call.text))));
  }

  on_answer({ title, text, ok, facts, raw, show }) {
    const panel = this.panels.answer;
    if (!panel) return;
    panel.replaceChildren(el("div", { role: "status", class: ok ? "lk-ok" : "lk-not-ok" }, el("h3", {}, title), text ? el("p", {}, text) : null),
      el("dl", {}, ...(facts || []).flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)])),
      raw ? el("details", {}, el("summary", {}, "The lab's answer, as it came"), el("pre", { tabindex: "0" }, raw)) : null);
    if (show) this.show("answer");
  }

  on_busy({ busy, revision }) {
    if (revision) this.revision = revision;
    if (this.submit && this.submit.tagName === "BUTTON") this.submit.setAttribute("aria-busy", String(busy));
  }

  on_tab({ name }) { this.show(name); }

  // --- parts -------------------------------------------------------------------------------------

  draw(spec) {
    const special = { group: "group", part: "part", list: "list", options: "options", product: "product", photo: "photo" }[spec.kind];
    return special ? this[special](spec) : this.field(spec);
  }

  title(spec) { return [spec.label, spec.required ? el("span", { class: "lk-required", "aria-hidden": "true" }, " *") : null]; }

  message(spec) { return el("div", { id: this.id(spec.key, "-error"), class: "lk-message", role: "alert" }); }

  help(spec) {
    const name = spec.name ? el("code", { class: "lk-wire" }, spec.name) : null;
    return el("div", { id: this.id(spec.key, "-help"), class: "lk-help" }, spec.help || "", " ", name);
  }

  common(spec) {
    return { id: this.id(spec.key), "aria-describedby": `${this.id(spec.key, "-help")} ${this.id(spec.key, "-error")}`,
      "aria-required": spec.required ? "true" : undefined, autocomplete: "off" };
  }

  wrap(spec, ...controls) {
    return el("div", { class: `lk-field lk-kind-${spec.kind}` },
      el("label", { for: this.id(spec.key) }, ...this.title(spec).filter(Boolean)), ...controls, this.help(spec), this.message(spec));
  }

  field(spec) {
    if (spec.kind === "checkbox") return this.checkbox(spec);
    if (spec.kind === "select") return this.wrap(spec, this.select(spec));
    const oninput = (event) => this.later(spec.key, event.target.value, 200);
    const onblur = () => this.flush(spec.key);
    const attrs = { ...this.common(spec), oninput, onblur };
    if (spec.kind === "multiline") return this.wrap(spec, el("textarea", { ...attrs, rows: "3", value: spec.value }));
    const input = el("input", { ...attrs, type: INPUTS[spec.kind] || "text", inputmode: spec.kind === "number" ? "decimal" : undefined,
      step: spec.kind === "moment" ? "1" : undefined, value: spec.value, placeholder: spec.held ? "kept, not shown" : undefined });
    if (spec.kind === "password") input.addEventListener("blur", () => { this.flush(spec.key); if (input.value) { input.value = ""; input.placeholder = "kept, not shown"; } });
    return spec.kind === "colour" ? this.colour(spec, input) : this.wrap(spec, input);
  }

  colour(spec, input) {
    const swatch = el("input", { type: "color", "aria-label": `${spec.label}: choose`, value: /^#[0-9a-f]{6}$/i.test(spec.value) ? spec.value : "#000000",
      oninput: () => { input.value = swatch.value; this.later(spec.key, swatch.value, 200); } });
    input.addEventListener("input", () => { if (/^#[0-9a-f]{6}$/i.test(input.value)) swatch.value = input.value; });
    return this.wrap(spec, el("div", { class: "lk-row" }, input, swatch));
  }

  checkbox(spec) {
    const input = el("input", { ...this.common(spec), type: "checkbox", checked: spec.value, onchange: () => this.later(spec.key, input.checked, 0) });
    return el("div", { class: "lk-field lk-kind-checkbox" }, el("label", { for: this.id(spec.key) }, input, " ", ...this.title(spec).filter(Boolean)), this.help(spec), this.message(spec));
  }

  select(spec) {
    const known = (spec.choices || []).some((choice) => choice.value === spec.value);
    const empty = !known && spec.value ? [el("option", { value: spec.value }, `${spec.value} (not in the list)`)] : [];
    const input = el("select", { ...this.common(spec), onchange: () => this.later(spec.key, input.value, 0) },
      el("option", { value: "" }, "– choose –"), ...empty, ...(spec.choices || []).map((choice) => el("option", { value: choice.value }, choice.label)));
    input.value = spec.value;
    return input;
  }

  group(spec) {
    const legend = spec.label ? el("legend", {}, ...this.title(spec).filter(Boolean)) : null;
    return el("fieldset", { class: "lk-group", id: this.id(spec.key), tabindex: "-1" }, legend, spec.help ? this.help(spec) : null, this.message(spec),
      el("div", { class: "lk-grid" }, ...spec.children.map((child) => this.draw(child))));
  }

  part(spec) {
    const name = spec.label.toLowerCase();
    const send = (action) => this.act("action", { key: spec.key, action, place: 0 });
    if (!spec.present) return el("div", { class: "lk-part" }, button(`Add ${name}`, () => send("add"), { id: this.id(spec.key), "aria-describedby": this.id(spec.key, "-help") }), this.help(spec), this.message(spec));
    const box = this.group(spec);
    box.append(button(`Remove ${name}`, () => send("remove"), { class: "lk-quiet" }));
    return box;
  }

  list(spec) {
    const send = (action, place) => this.act("action", { key: spec.key, action, place });
    const one = spec.items.length ? spec.items[0].label : spec.item_label || spec.label;
    const items = spec.items.map((item, n) => this.item(spec, item, n, send));
    return el("fieldset", { class: "lk-list", id: this.id(spec.key), tabindex: "-1" }, el("legend", {}, ...this.title(spec).filter(Boolean)), this.help(spec), this.message(spec),
      ...items, items.length ? null : el("p", { class: "lk-empty" }, "None yet."),
      button(`Add ${(spec.item_label || one).toLowerCase()}`, () => send("add", items.length)));
  }

  item(spec, item, n, send) {
    const label = `${item.label} ${n + 1}`;
    const box = this.draw({ ...item, label, name: "" });
    const tool = (text, action, disabled) => button(text, () => send(action, n), { class: "lk-quiet", disabled, "aria-label": `${text} ${label}` });
    const tools = el("div", { class: "lk-row lk-tools" }, tool("Duplicate", "duplicate"), tool("Move up", "up", n === 0), tool("Move down", "down", n === spec.items.length - 1), tool("Remove", "remove"));
    return el("div", { class: "lk-item" }, box, tools);
  }

  // --- options of a product: one choice for each group --------------------------------------------

  options(spec) {
    const groups = spec.groups.map((group, n) => this.optionGroup(spec, group, n));
    return el("fieldset", { class: "lk-group lk-options", id: this.id(spec.key), tabindex: "-1" }, el("legend", {}, ...this.title(spec).filter(Boolean)), this.help(spec), this.message(spec),
      groups.length ? el("div", { class: "lk-grid" }, ...groups) : el("p", { class: "lk-empty" }, spec.empty));
  }

  optionGroup(spec, group, n) {
    const id = this.id(spec.key, `-g${n}`);
    const send = (value) => this.act("choose", { key: spec.key, group: group.id, value });
    const label = [group.label, group.required ? el("span", { class: "lk-required", "aria-hidden": "true" }, " *") : ""];
    if (group.multiple) return el("fieldset", { class: "lk-group" }, el("legend", {}, ...label), ...group.choices.map((choice, m) => el("label", { class: "lk-check", for: `${id}-${m}` },
      el("input", { type: "checkbox", id: `${id}-${m}`, checked: group.chosen.includes(choice.value), disabled: choice.disabled,
        onchange: () => send(group.choices.filter((_, k) => document.getElementById(`${id}-${k}`).checked).map((one) => one.value)) }), ` ${choice.label}`)));
    const select = el("select", { id, "aria-required": group.required ? "true" : undefined, onchange: () => send(select.value ? [select.value] : []) },
      el("option", { value: "" }, group.required ? "– choose –" : "– none –"), ...group.choices.map((choice) => el("option", { value: choice.value, disabled: choice.disabled }, choice.label)));
    select.value = group.chosen[0] || "";
    return el("div", { class: "lk-field" }, el("label", { for: id }, ...label), select);
  }

  // --- a product: search by size or name -----------------------------------------------------------

  product(spec) {
    const list = el("ul", { role: "listbox", id: this.id(spec.key, "-list"), class: "lk-results", hidden: true, "aria-label": "Products" });
    const input = el("input", { ...this.common(spec), type: "text", role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list",
      placeholder: "size or name, as 10x15 or canvas", value: spec.value,
      oninput: () => this.search(spec.key, input.value), onfocus: () => { if (!input.value) this.search(spec.key, ""); },
      onkeydown: (event) => this.steer(event, spec.key, input, list),
      onblur: () => setTimeout(() => this.close(input, list), 150) });
    const chosen = el("div", { class: "lk-chosen" }, spec.chosen || "Nothing chosen yet.");
    return el("div", { class: "lk-wide" }, this.wrap(spec, el("div", { class: "lk-combo" }, input, list), chosen));
  }

  search(key, text) {
    clearTimeout(this.searching);
    this.searching = setTimeout(() => this.model.send({ type: "search", key, text }), 150);
  }

  on_results({ key, items, note }) {
    const list = this.byKey(key, "-list");
    const input = this.byKey(key);
    if (!list || document.activeElement !== input) return;
    list.replaceChildren(...items.map((item, n) => el("li", { role: "option", id: this.id(key, `-o${n}`), "aria-selected": "false",
      onmousedown: (event) => { event.preventDefault(); this.pick(key, item); } }, el("span", {}, item.label), el("span", { class: "lk-detail" }, item.detail))),
      el("li", { class: "lk-count", role: "presentation" }, note));
    this.found = { key, items, at: -1 };
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  }

  steer(event, key, input, list) {
    const found = this.found && this.found.key === key && !list.hidden ? this.found : null;
    if (event.key === "Escape") { this.close(input, list); event.stopPropagation(); return; }
    if (event.key === "ArrowDown" && !found) { this.search(key, input.value); return; }
    if (!found || !["ArrowDown", "ArrowUp", "Enter"].includes(event.key)) return;
    event.preventDefault();
    if (event.key === "Enter") { if (found.items[Math.max(found.at, 0)]) this.pick(key, found.items[Math.max(found.at, 0)]); return; }
    found.at = Math.min(Math.max(found.at + (event.key === "ArrowDown" ? 1 : -1), 0), found.items.length - 1);
    [...list.querySelectorAll("[role=option]")].forEach((one, n) => one.setAttribute("aria-selected", String(n === found.at)));
    input.setAttribute("aria-activedescendant", this.id(key, `-o${found.at}`));
    list.children[found.at]?.scrollIntoView({ block: "nearest" });
  }

  close(input, list) {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  pick(key, item) {
    this.close(this.byKey(key), this.byKey(key, "-list"));
    this.act("pick", { key, product: item.product, variant: item.variant });
  }

  // --- a photo: file or address, with its crop -----------------------------------------------------

  photo(spec) {
    const input = el("input", { ...this.common(spec), type: "text", value: spec.source, placeholder: "a file's path here, or a web address",
      onchange: () => this.act("photo", { key: spec.key, source: input.value }) });
    const file = el("input", { type: "file", accept: "image/*,application/pdf", "aria-label": `${spec.label}: choose a file`, onchange: () => this.upload(spec.key, file) });
    const view = el("div", { class: "lk-preview", id: this.id(spec.key, "-preview") });
    const box = el("div", { class: "lk-wide" }, this.wrap(spec, el("div", { class: "lk-row" }, input, file), view, el("div", { class: "lk-help", id: this.id(spec.key, "-facts"), "aria-live": "polite" }, spec.facts || "")));
    if (spec.picture) this.model.send({ type: "picture", key: spec.key });
    return box;
  }

  async upload(key, file) {
    const one = file.files[0];
    if (!one) return;
    const content = await one.arrayBuffer();
    this.act("upload", { key, name: one.name }, [content]);
  }

  on_facts({ key, text }) {
    const place = this.byKey(key, "-facts");
    if (place) place.textContent = text;
  }

  on_picture({ key, crop, aspect, can_crop }, buffers) {
    const place = this.byKey(key, "-preview");
    if (!place || !buffers.length) return;
    const url = URL.createObjectURL(new Blob([buffers[0]], { type: "image/jpeg" }));
    const image = el("img", { src: url, alt: "The picture", onload: () => URL.revokeObjectURL(url) });
    const send = (box) => this.act("crop", { key, crop: box });
    place.replaceChildren(...new Cropper(image, crop, aspect, can_crop, send, this.id(key, "-crop")).parts);
  }
}

// A rectangle on a picture, as fractions of it: by mouse, by arrow keys, by numbers.
class Cropper {
  constructor(image, crop, aspect, possible, send, id) {
    this.aspect = aspect;
    this.send = send;
    this.box = crop || [0, 0, 1, 1];
    this.frame = el("div", { class: "lk-crop", tabindex: "0", role: "group", "aria-label": "Crop: arrow keys move it, plus and minus size it", onkeydown: (event) => this.key(event), onpointerdown: (event) => this.grab(event) }, el("span", { class: "lk-grip" }));
    this.stage = el("div", { class: "lk-stage" }, image, possible ? this.frame : null);
    this.numbers = ["Left", "Top", "Width", "Height"].map((name, n) => el("input", { type: "text", inputmode: "decimal", id: `${id}${n}`, onchange: (event) => this.number(n, event.target.value) }));
    const row = el("div", { class: "lk-row lk-numbers" }, ...this.numbers.map((input, n) => el("label", { for: input.id }, `${["Left", "Top", "Width", "Height"][n]} %`, input)), button("Whole picture", () => this.put([0, 0, 1, 1], true, true)));
    this.image = image;
    this.parts = possible ? [this.stage, row] : [this.stage];
    this.put(this.box, false);
  }

  put([x, y, w, h], tell, free) {
    w = Math.min(Math.max(w, 0.05), 1); h = Math.min(Math.max(h, 0.05), 1);
    if (this.aspect && !free && tell && this.image.naturalWidth) {
      const ratio = (this.image.naturalWidth / this.image.naturalHeight) / this.aspect;
      h = w * ratio;
      if (h > 1) { h = 1; w = 1 / ratio; }
    }
    x = Math.min(Math.max(x, 0), 1 - w); y = Math.min(Math.max(y, 0), 1 - h);
    this.box = [x, y, w, h];
    const names = ["left", "top", "width", "height"];
    this.box.forEach((part, n) => { this.frame.style[names[n]] = `${part * 100}%`; this.numbers[n].value = (part * 100).toFixed(1); });
    if (tell) { clearTimeout(this.timer); this.timer = setTimeout(() => this.send(this.box), 200); }
  }

  number(n, text) {
    const value = parseFloat(text.replace(",", ".")) / 100;
    if (Number.isNaN(value)) { this.put(this.box, false); return; }
    const box = [...this.box];
    box[n] = value;
    this.put(box, true, true);
  }

  key(event) {
    const [x, y, w, h] = this.box;
    const moved = { ArrowLeft: [x - 0.01, y, w, h], ArrowRight: [x + 0.01, y, w, h], ArrowUp: [x, y - 0.01, w, h], ArrowDown: [x, y + 0.01, w, h],
      "+": [x, y, w * 1.05, h * 1.05], "-": [x, y, w / 1.05, h / 1.05] }[event.key];
    if (!moved) return;
    event.preventDefault();
    this.put(moved, true);
  }

  grab(event) {
    event.preventDefault();
    this.frame.focus();
    this.frame.setPointerCapture(event.pointerId);
    const area = this.stage.getBoundingClientRect();
    const [x, y, w, h] = this.box;
    const sizing = event.target !== this.frame;
    const move = (now) => {
      const dx = (now.clientX - event.clientX) / area.width, dy = (now.clientY - event.clientY) / area.height;
      this.put(sizing ? [x, y, w + dx, h + dy] : [x + dx, y + dy, w, h], true);
    };
    const stop = () => { this.frame.removeEventListener("pointermove", move); this.frame.removeEventListener("pointerup", stop); };
    this.frame.addEventListener("pointermove", move);
    this.frame.addEventListener("pointerup", stop);
  }
}

export default {
  render({ model, el: root }) {
    const form = new FormElement(model, root);
    return () => model.off("msg:custom", form.listen);
  },
};
