// Renderers of a form's nodes: fields, groups, optional groups, lists. `this` is the form.
const COMPOSITES = ["group", "optional", "union", "list", "options", "product", "photo"];
const PARTS = {
  draw(spec) {
    return COMPOSITES.includes(spec.kind) ? this[spec.kind](spec) : this.field(spec);
  },

  title(spec) { return [spec.label, spec.required ? el("span", { class: "lk-required", "aria-hidden": "true" }, " *") : null]; },

  message(spec) { return el("div", { id: this.id(spec.key, "-error"), class: "lk-message", role: "alert" }); },

  help(spec) {
    const name = spec.name ? el("code", { class: "lk-wire", title: "field name in the order sent to the lab" }, spec.name) : null;
    return el("div", { id: this.id(spec.key, "-help"), class: "lk-help" }, spec.help || null, spec.help ? " " : null, name);
  },

  common(spec) {
    return { id: this.id(spec.key), "aria-describedby": `${this.id(spec.key, "-help")} ${this.id(spec.key, "-error")}`,
      "aria-required": spec.required ? "true" : undefined, autocomplete: "off" };
  },

  wrap(spec, ...controls) {
    return el("div", { class: `lk-field lk-kind-${spec.kind}` },
      el("label", { for: this.id(spec.key) }, this.title(spec)), ...controls, this.message(spec), this.help(spec));
  },

  field(spec) {
    if (spec.kind === "checkbox") return this.checkbox(spec);
    if (spec.kind === "select") return this.wrap(spec, this.select(spec));
    const oninput = (event) => this.later(spec.key, event.target.value, 200);
    const onblur = () => this.flush(spec.key);
    const attrs = { ...this.common(spec), oninput, onblur };
    if (["multiline", "json"].includes(spec.kind)) {
      const extra = spec.kind === "json" ? { class: "lk-json", spellcheck: "false", placeholder: "JSON" } : {};
      return this.wrap(spec, el("textarea", { ...attrs, ...extra, rows: "3", value: spec.value }));
    }
    const number = ["number", "whole"].includes(spec.kind);
    const input = el("input", { ...attrs, type: INPUTS[spec.kind] || "text", inputmode: number ? "decimal" : undefined,
      step: ["moment", "time"].includes(spec.kind) ? "1" : undefined, value: spec.value, placeholder: spec.held ? "saved, not shown" : undefined });
    if (spec.kind === "password") input.addEventListener("blur", () => { this.flush(spec.key); if (input.value) { input.value = ""; input.placeholder = "saved, not shown"; } });
    return spec.kind === "colour" ? this.colour(spec, input) : this.wrap(spec, input);
  },

  colour(spec, input) {
    const swatch = el("input", { type: "color", id: this.id(spec.key, "-swatch"), "aria-label": `${spec.label}: choose`, value: /^#[0-9a-f]{6}$/i.test(spec.value) ? spec.value : "#000000",
      oninput: () => { input.value = swatch.value; this.later(spec.key, swatch.value, 200); } });
    input.addEventListener("input", () => { if (/^#[0-9a-f]{6}$/i.test(input.value)) swatch.value = input.value; });
    return this.wrap(spec, el("div", { class: "lk-row" }, input, swatch));
  },

  checkbox(spec) {
    const input = el("input", { ...this.common(spec), type: "checkbox", checked: spec.value, onchange: () => this.later(spec.key, input.checked, 0) });
    return el("div", { class: "lk-field lk-kind-checkbox" }, el("label", { for: this.id(spec.key) }, input, " ", this.title(spec)), this.message(spec), this.help(spec));
  },

  select(spec) {
    const known = (spec.choices || []).some((choice) => choice.value === spec.value);
    const strange = !known && spec.value ? [el("option", { value: spec.value }, `${spec.value} (not in the list)`)] : [];
    const none = spec.empty || !spec.value ? [el("option", { value: "" }, spec.empty || "– choose –")] : [];
    const input = el("select", { ...this.common(spec), onchange: () => this.later(spec.key, input.value, 0) },
      none, strange, (spec.choices || []).map((choice) => el("option", { value: choice.value }, choice.label)));
    input.value = spec.value;
    return input;
  },

  group(spec) {
    const legend = spec.label ? el("legend", {}, this.title(spec)) : null;
    return el("fieldset", { class: "lk-group", id: this.id(spec.key), tabindex: "-1" }, legend, spec.help ? this.help(spec) : null, this.message(spec), this.children(spec));
  },

  // Collapsed fields come last, and open if they have an error.
  children(spec) {
    const folded = (why, title) => {
      const some = spec.children.filter((child) => child.collapsed === why);
      if (!some.length) return null;
      const id = this.id(spec.key, `-${why}`);
      const names = why !== "product" ? `: ${some.map((child) => inside(child.label)).join(", ")}` : ` (${some.length})`;
      return el("details", { class: "lk-collapsed", open: this.unfolded.has(id), ontoggle: (event) => this.unfold(event.target, id) },
        el("summary", { id }, `${title}${names}`), el("div", { class: "lk-grid" }, some.map((child) => this.draw(child))));
    };
    return el("div", { class: "lk-grid" }, spec.children.filter((child) => !child.collapsed).map((child) => this.draw(child)),
      folded("photo", "Filled in from the photo"), folded("product", "Fields of other products"), folded("more", "More"));
  },

  // What the user opened stays open; what an error opened closes with the error.
  unfold(details, id) {
    if (details.byItself && details.open) return;
    this.unfolded[details.open ? "add" : "delete"](id);
  },

  optional(spec) {
    const name = inside(spec.label);
    const send = (action) => this.act("action", { key: spec.key, action });
    if (!spec.present) return el("div", { class: "lk-optional" }, el("div", { class: "lk-invite" }, button(`Add ${name}`, () => send("add"), { id: this.id(spec.key), "aria-describedby": this.id(spec.key, "-help") }), this.help(spec)), this.message(spec));
    const box = this.group(spec);
    box.append(button(`Remove ${name}`, () => send("remove"), { class: "lk-quiet lk-off", id: this.id(spec.key, "-remove") }));
    return box;
  },

  union(spec) {
    const pick = el("select", { ...this.common(spec), onchange: () => this.act("action", { key: spec.key, action: "choose", value: pick.value }) },
      spec.chosen && !spec.optional ? null : el("option", { value: "" }, spec.optional ? "– none –" : "– choose –"),
      spec.options.map((option) => el("option", { value: option }, option)));
    pick.value = spec.chosen;
    const head = this.wrap(spec, pick);
    if (!spec.children.length) return head;
    return el("fieldset", { class: "lk-group", "aria-label": spec.label }, head, this.children(spec));
  },

  list(spec) {
    const send = (action, item) => this.act("action", { key: spec.key, action, item });
    const name = inside(spec.item_label || spec.label);
    const items = spec.items.map((item, n) => this.item(spec, item, n, send));
    const undo = spec.removed ? el("p", { class: "lk-notice lk-row", role: "status" }, `Removed: ${name}.`, button("Undo", () => send("undo"), { class: "lk-quiet", id: this.id(spec.key, "-undo") })) : null;
    return el("fieldset", { class: "lk-list", id: this.id(spec.key), tabindex: "-1" }, el("legend", {}, this.title(spec)), this.help(spec), this.message(spec),
      items, items.length ? null : el("p", { class: "lk-empty" }, "None yet."), undo,
      button(`Add ${name}`, () => send("add"), { id: this.id(spec.key, "-add") }));
  },

  item(spec, item, n, send) {
    const label = `${item.label} ${n + 1}`;
    const box = this.draw({ ...item, label, name: "" });
    const tool = (text, action, disabled) => button(text, () => send(action, item.key), { class: "lk-quiet", disabled, "aria-label": `${text} ${label}`, id: this.id(item.key, `-${action}`) });
    const tools = el("div", { class: "lk-row lk-tools" }, tool("Duplicate", "duplicate"), tool("Move up", "up", n === 0), tool("Move down", "down", n === spec.items.length - 1), tool("Remove", "remove"));
    return el("div", { class: "lk-item" }, box, tools);
  },
};
