// Catalog choices and files: products, options, photos.
const CHOICES = {
  // --- options of a product: one choice for each group -------------------------------------------

  options(spec) {
    const groups = spec.groups.map((group, n) => this.optionGroup(spec, group, n));
    return el("fieldset", { class: "lk-group lk-options", id: this.id(spec.key), tabindex: "-1" }, el("legend", {}, this.title(spec)), this.help(spec), this.message(spec),
      groups.length ? el("div", { class: "lk-grid" }, groups) : el("p", { class: "lk-empty" }, spec.empty));
  },

  optionGroup(spec, group, n) {
    const id = this.id(spec.key, `-g${n}`);
    const send = (value) => this.act("choose", { key: spec.key, group: group.id, value });
    const label = [group.label, group.required ? el("span", { class: "lk-required", "aria-hidden": "true" }, " *") : null];
    if (group.multiple) return el("fieldset", { class: "lk-group" }, el("legend", {}, label), group.choices.map((choice, m) => el("label", { class: "lk-check", for: `${id}-${m}` },
      el("input", { type: "checkbox", id: `${id}-${m}`, checked: group.chosen.includes(choice.value), disabled: choice.disabled,
        onchange: () => send(group.choices.filter((_, k) => document.getElementById(`${id}-${k}`).checked).map((one) => one.value)) }), ` ${choice.label}`)));
    const select = el("select", { id, "aria-required": group.required ? "true" : undefined, onchange: () => send(select.value ? [select.value] : []) },
      el("option", { value: "" }, group.required ? "– choose –" : "– none –"), group.choices.map((choice) => el("option", { value: choice.value, disabled: choice.disabled }, choice.label)));
    select.value = group.chosen[0] || "";
    return el("div", { class: "lk-field" }, el("label", { for: id }, label), select);
  },

  // --- a product: search by size or name -----------------------------------------------------------

  product(spec) {
    const list = el("ul", { role: "listbox", id: this.id(spec.key, "-list"), class: "lk-results", hidden: true, "aria-label": "Products" });
    const leave = () => { this.close(input, list); if (!this.drawing && input.value !== input.shown) this.act("leave", { key: spec.key, text: input.value }); };
    const input = el("input", { ...this.common(spec), type: "text", role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list",
      placeholder: "size or name, e.g. 10x15 or canvas", value: spec.shown || "",
      oninput: () => { this.found = null; this.search(spec.key, input.value, 150); }, onfocus: () => { if (this.refocusing) return; input.select(); if (!input.value) this.search(spec.key, "", 150); },
      onkeydown: (event) => this.steer(event, spec.key, input, list), onblur: leave });
    input.shown = input.value; // what it says while nothing else is typed
    const chosen = el("div", { class: spec.chosen ? "lk-chosen" : "lk-chosen lk-empty" }, spec.chosen ? (input.value.length > 60 ? `${input.value} · ${spec.chosen}` : spec.chosen) : spec.shown ? "" : "No product chosen yet.");
    return el("div", { class: "lk-wide" }, this.wrap(spec, el("div", { class: "lk-combo" }, input, list), chosen));
  },

  search(key, text, wait) {
    clearTimeout(this.searching);
    this.searching = setTimeout(() => this.send("search", { key, text }), wait);
  },

  on_results({ key, text, items, note }) {
    const list = this.byKey(key, "-list");
    const input = this.byKey(key);
    // Results of an outdated search are ignored.
    if (!list || document.activeElement !== input || (text && text !== input.value)) return;
    list.replaceChildren(...items.map((item, n) => el("li", { role: "option", id: this.id(key, `-o${n}`), "aria-selected": "false",
      onmousedown: (event) => { event.preventDefault(); this.pick(key, item); } }, el("span", {}, item.label), el("span", { class: "lk-detail" }, item.detail))),
      el("li", { class: "lk-count", role: "presentation" }, note));
    this.found = { key, items, at: -1 };
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  },

  steer(event, key, input, list) {
    const found = this.found && this.found.key === key && !list.hidden ? this.found : null;
    if (event.key === "Escape") { this.close(input, list); event.stopPropagation(); return; }
    if (["ArrowDown", "Enter"].includes(event.key) && !found) { event.preventDefault(); this.search(key, input.value, 0); return; }
    if (!found || !["ArrowDown", "ArrowUp", "Enter"].includes(event.key)) return;
    event.preventDefault();
    if (event.key === "Enter") { const item = found.items[Math.max(found.at, 0)]; if (item) this.pick(key, item); return; }
    found.at = Math.min(Math.max(found.at + (event.key === "ArrowDown" ? 1 : -1), 0), found.items.length - 1);
    [...list.querySelectorAll("[role=option]")].forEach((one, n) => one.setAttribute("aria-selected", String(n === found.at)));
    input.setAttribute("aria-activedescendant", this.id(key, `-o${found.at}`));
    list.children[found.at]?.scrollIntoView({ block: "nearest" });
  },

  close(input, list) {
    clearTimeout(this.searching);
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  },

  pick(key, item) {
    const input = this.byKey(key);
    this.close(input, this.byKey(key, "-list"));
    input.value = input.shown = item.label;
    this.act("pick", { key, product: item.product, variant: item.variant });
  },

  // --- a photo: file or address, with its crop -----------------------------------------------------

  photo(spec) {
    const input = el("input", { ...this.common(spec), type: "text", value: spec.shown, title: spec.source || undefined, placeholder: "file path or URL",
      onchange: () => this.act("photo", { key: spec.key, source: input.value }) });
    const file = el("input", { type: "file", id: this.id(spec.key, "-file"), class: "lk-file", accept: "image/*,application/pdf", "aria-label": `${spec.label}: choose a file`, onchange: () => this.upload(spec.key, file.files[0]) });
    const choose = el("label", { class: "lk-button", for: file.id }, file, el("span", { "aria-hidden": "true" }, spec.source ? "Choose another…" : "Choose a file…"));
    const facts = el("div", { class: "lk-facts", id: this.id(spec.key, "-facts"), "aria-live": "polite" }, spec.facts || "");
    const view = el("div", { class: "lk-preview", id: this.id(spec.key, "-preview") });
    const box = el("div", { class: "lk-wide lk-drop" }, this.wrap(spec, el("div", { class: "lk-row" }, input, choose)), facts, view);
    box.addEventListener("dragover", (event) => { event.preventDefault(); box.classList.add("lk-over"); });
    box.addEventListener("dragleave", () => box.classList.remove("lk-over"));
    box.addEventListener("drop", (event) => { event.preventDefault(); box.classList.remove("lk-over"); this.upload(spec.key, event.dataTransfer.files[0]); });
    if (spec.picture) this.send("picture", { key: spec.key });
    return box;
  },

  async upload(key, one) {
    if (!one) return;
    this.on_facts({ key, text: `Uploading ${one.name}…` });
    const content = await one.arrayBuffer();
    this.act("upload", { key, name: one.name }, [content]);
  },

  on_facts({ key, text }) {
    const place = this.byKey(key, "-facts");
    if (place) place.textContent = text;
  },

  on_picture({ key, crop, aspect }, buffers) {
    const place = this.byKey(key, "-preview");
    if (!place || !buffers.length) return;
    const url = URL.createObjectURL(new Blob([buffers[0]], { type: "image/jpeg" }));
    const id = this.id(key, "-crop");
    const image = el("img", { src: url, alt: "The photo with its crop", onload: () => URL.revokeObjectURL(url) });
    const send = (box) => this.soon(id, () => this.send("crop", { key, crop: box }));
    const held = place.contains(document.activeElement) || this.wanted?.startsWith(id) ? this.wanted || document.activeElement.id : "";
    place.replaceChildren(...new Cropper(image, crop, aspect, send, id).parts);
    if (held) document.getElementById(held)?.focus({ preventScroll: true });
  },
};
