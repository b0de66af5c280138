// The form: messages, tabs, error summary, submission.
class FormElement {
  constructor(model, root) {
    this.model = model;
    this.uid = viewName();
    this.tab = "form";
    this.revision = 0;
    this.number = 0;
    this.pending = new Map(); // typed, not sent yet
    this.sent = new Map(); // sent, not heard yet: a tree that was drawn before has not got it
    this.resting = new Map();
    this.unfolded = new Set();
    this.errors = {};
    this.failure = el("div", { role: "alert", class: "lk-failure", hidden: true });
    this.silence = el("div", { role: "status", class: "lk-failure", hidden: true }, "The kernel does not respond. It may be busy or dead: what you type now may be lost. Run the cell again if it does not recover.");
    this.head = el("div", { class: "lk-head" });
    this.body = el("div", { class: "lk-body" });
    this.summary = el("div", { class: "lk-summary", "aria-live": "polite" });
    this.foot = el("div", { class: "lk-foot" });
    this.panels = { form: el("div", {}, this.body, this.summary, this.foot) };
    this.main = el("div", {}, el("p", { class: "lk-asleep" }, "This form needs a running kernel: run the cell to fill it in."));
    const form = this.form = el("div", { class: "lk-form" }, this.failure, this.silence, this.head, this.main);
    root.append(form);
    this.unguard = guardKeys(form);
    this.listen = (message, buffers) => this.receive(message, buffers);
    model.on("msg:custom", this.listen);
    this.send("ready");
  }

  id(key, part = "") { return `${this.uid}-${key}${part}`; }
  byKey(key, part = "") { return document.getElementById(this.id(key, part)); }

  receive(message, buffers) {
    const handler = this[`on_${message.type}`];
    if (handler) keepFocus(this.form, () => handler.call(this, message, buffers || []));
  }

  // --- sending ---------------------------------------------------------------------------------

  send(type, content = {}, buffers) {
    this.number += 1;
    this.model.send({ type, view: this.uid, number: this.number, ...content }, undefined, buffers);
    this.waiting = this.waiting || setTimeout(() => { this.silence.hidden = false; }, 15000);
    return this.number;
  }

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
      this.sent.set(key, { value, number: this.send("input", { key, value }) });
    }
  }

  // Debounced: sent after a pause, or before any other message.
  soon(id, call) {
    clearTimeout(this.resting.get(id)?.timer);
    const told = () => { clearTimeout(this.resting.get(id)?.timer); this.resting.delete(id); call(); };
    this.resting.set(id, { told, timer: setTimeout(told, 200) });
  }

  act(type, content = {}, buffers) {
    this.flush();
    for (const { told } of [...this.resting.values()]) told();
    this.send(type, content, buffers);
  }

  on_heard({ view, number }) {
    if (view !== this.uid) return;
    for (const [key, one] of [...this.sent]) if (one.number <= number) this.sent.delete(key);
    if (number < this.number) return;
    clearTimeout(this.waiting);
    this.waiting = null;
    this.silence.hidden = true;
  }

  // --- messages --------------------------------------------------------------------------------

  on_failure({ text }) {
    this.failure.textContent = text;
    this.failure.hidden = !text;
    if (text) this.failure.scrollIntoView({ block: "nearest" });
  }

  on_tree({ tree, focus, frame, seen }) {
    const active = document.activeElement;
    const back = active && this.body.contains(active) ? active.id : "";
    const caret = back && "selectionStart" in active ? active.selectionStart : null;
    this.failure.hidden = true;
    const words = active?.getAttribute("role") === "combobox" && active.value !== active.shown ? active.value : null;
    this.drawing = true; // the focus is lost for a moment, and nobody has left anything
    this.body.replaceChildren(...(tree.children ? [this.children(tree)] : []));
    this.drawing = false;
    this.keepTyped((seen || {})[this.uid] || 0);
    if (words !== null && back && document.getElementById(back)) document.getElementById(back).value = words;
    this.drawFrame(frame || {});
    const wanted = focus ? this.id(focus) : back;
    // The crop arrives after its photo; the focus waits for it.
    this.wanted = wanted && !document.getElementById(wanted) ? wanted : "";
    this.refocus(wanted, focus ? null : caret);
  }

  // Input newer than the received tree is kept.
  keepTyped(seen) {
    const newer = [...this.sent].filter(([, one]) => one.number > seen);
    for (const [key, { value }] of [...newer, ...this.pending]) this.put(key, value);
  }

  put(key, value) {
    const input = this.byKey(key);
    if (!input) return;
    if (input.type === "checkbox") input.checked = value;
    else if (input.getAttribute("role") === "combobox") return;
    else if ("value" in input) input.value = value;
  }

  refocus(id, caret) {
    let target = id && document.getElementById(id);
    // A line that came to the end can only go back.
    if (target?.disabled) target = target.parentElement.querySelector("button:enabled:is([id$='-up'], [id$='-down'])") || target.parentElement.querySelector("button:enabled");
    if (!target) return;
    this.refocusing = true;
    target.focus();
    this.refocusing = false;
    if (caret !== null) try { target.setSelectionRange(caret, caret); } catch { /* not a text */ }
  }

  on_typed({ key, value, view }) {
    const input = this.byKey(key);
    if (view === this.uid || !input || input === document.activeElement || this.pending.has(key)) return;
    this.put(key, value);
  }

  on_errors({ errors, summary, waiting, title: said }) {
    for (const key of Object.keys(this.errors)) this.mark(key, null);
    this.errors = errors;
    for (const [key, error] of Object.entries(errors)) this.mark(key, error);
    const lines = summary.map((one) => el("li", { class: `lk-${one.severity}` },
      el("strong", {}, one.severity === "error" ? "Error: " : "Note: "),
      one.key ? el("a", { href: "#", onclick: (event) => { event.preventDefault(); this.focus(one.key); } }, one.text) : one.text));
    const wrong = summary.filter((one) => one.severity === "error").length;
    const title = said || (wrong ? `${wrong} problem${wrong > 1 ? "s" : ""} to fix before submitting` : "Check before submitting");
    const rest = waiting ? [el("p", { class: "lk-help" }, `${waiting} required field${waiting > 1 ? "s are" : " is"} still empty.`)] : [];
    this.summary.replaceChildren(...(lines.length ? [el("div", { class: wrong ? "lk-box lk-wrong" : "lk-box" }, el("strong", {}, title), el("ul", {}, lines))] : []), ...rest);
  }

  mark(key, error) {
    const place = this.byKey(key, "-error");
    const input = this.byKey(key);
    if (place) {
      place.textContent = error ? error.text : "";
      place.className = `lk-message lk-${error ? error.severity : "none"}`;
      const folded = error && error.severity === "error" && place.closest("details");
      if (folded && !folded.open) { folded.byItself = true; folded.open = true; }
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
    const folded = target.closest("details");
    if (folded) folded.open = true;
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
    if (frame.down) { this.drawDown(frame.down); return; }
    this.quote = this.quote || el("div", { class: "lk-quote", "aria-live": "polite" });
    this.submit = frame.submit ? button(frame.submit, () => this.act("submit", { revision: this.revision }),
      { class: "lk-primary", id: this.id("submit") }) : el("p", { class: "lk-notice" }, frame.no_submit || "");
    this.foot.replaceChildren(this.quote, el("div", { class: "lk-row" }, this.submit, this.startOver("Start over")));
    this.drawTabs(frame.tabs);
  }

  drawDown(text) {
    this.tabs = null;
    this.main.replaceChildren(el("div", { class: "lk-failure", role: "alert" }, el("strong", {}, "The catalog cannot be read, so no product can be chosen yet."), el("p", {}, text)),
      button("Try again", () => this.act("retry"), { id: this.id("retry") }));
  }

  // Discarding input needs a confirmation.
  startOver(title) {
    const box = el("span", { class: "lk-row" });
    const begin = button(title, () => {
      const keep = button("Keep editing", () => { box.replaceChildren(begin); begin.focus(); });
      box.replaceChildren(el("span", { role: "status" }, "This discards what is filled in."), keep,
        button("Discard", () => this.act("start_over", { revision: this.revision }), { class: "lk-danger" }));
      keep.focus();
    });
    box.append(begin);
    return box;
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
    if (!this.panels.answer.childElementCount) this.on_answer({ empty: true });
    const list = el("div", { role: "tablist", class: "lk-tabs", "aria-label": "Order", onkeydown: (event) => this.turn(event, tabs) }, Object.values(this.tabs));
    this.main.replaceChildren(list, ...Object.values(this.panels));
    this.show(this.tab);
  }

  turn(event, tabs) {
    const names = tabs.map(([name]) => name);
    const at = names.indexOf(this.tab);
    const next = { ArrowRight: (at + 1) % names.length, ArrowLeft: (at - 1 + names.length) % names.length, Home: 0, End: names.length - 1 }[event.key];
    if (next === undefined) return;
    this.show(names[next]);
    this.tabs[names[next]].focus();
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
    const rows = lines.map(([label, text, strong]) => el("div", { class: strong ? "lk-sum lk-total" : "lk-sum" }, el("span", {}, label), el("span", {}, text)));
    this.quote.replaceChildren(...rows, ...(note ? [el("p", { class: "lk-help" }, note)] : []));
  }

  on_calls({ calls, note }) {
    const panel = this.panels.calls;
    if (!panel) return;
    panel.replaceChildren(el("p", { class: "lk-help" }, note), ...calls.map((call, n) => el("section", { class: "lk-call" },
      el("h3", {}, `${n + 1}. ${call.title}`), call.commits ? el("p", { class: "lk-commits" }, "This call places the order.") : null,
      call.text ? el("pre", { tabindex: "0", "aria-label": `Call ${n + 1}` }, call.text) : null)));
  }

  on_answer({ title, text, ok, facts, raw, show, empty }) {
    const panel = this.panels.answer;
    if (!panel) return;
    if (empty) { panel.replaceChildren(el("p", { class: "lk-empty" }, "Nothing submitted yet. The lab's response appears here.")); return; }
    const head = el("div", { role: "status", tabindex: "-1", class: ok ? "lk-ok" : "lk-not-ok" }, el("h3", {}, title), text ? el("p", {}, text) : null);
    panel.replaceChildren(head, ...(facts ? [el("dl", {}, facts.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]))] : []),
      ...(raw ? [el("details", {}, el("summary", {}, "Raw response"), el("pre", { tabindex: "0", "aria-label": "Raw response" }, raw))] : []),
      ...(ok ? [button("New order", () => this.act("start_over", { revision: this.revision }), { id: this.id("another") })] : [button("Back to the form", () => this.show("form"))]));
    if (show) { this.show("answer"); head.focus({ preventScroll: true }); head.scrollIntoView({ block: "nearest" }); }
  }

  on_busy({ busy, revision }) {
    if (revision) this.revision = revision;
    if (this.submit && this.submit.tagName === "BUTTON") this.submit.setAttribute("aria-busy", String(busy));
  }

  on_tab({ name }) { this.show(name); if (this.tabs) this.tabs[name].focus(); }
}

Object.assign(FormElement.prototype, PARTS, CHOICES);

export default {
  render({ model, el: root }) {
    const form = new FormElement(model, root);
    return () => { model.off("msg:custom", form.listen); form.unguard(); };
  },
};
