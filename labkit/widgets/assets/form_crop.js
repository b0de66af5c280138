// The crop rectangle as fractions of the photo: by mouse, arrow keys or numbers.
const SIDES = ["Left", "Top", "Width", "Height"];

class Cropper {
  constructor(image, crop, aspect, send, id) {
    this.aspect = aspect;
    this.send = send;
    this.box = crop || [0, 0, 1, 1];
    this.frame = el("div", { class: "lk-crop", tabindex: "0", role: "group", id, "aria-label": "Crop: arrow keys move it, plus and minus resize it", onkeydown: (event) => this.key(event), onpointerdown: (event) => this.grab(event) }, el("span", { class: "lk-grip" }));
    this.stage = el("div", { class: "lk-stage" }, image, this.frame);
    this.numbers = SIDES.map((name, n) => el("input", { type: "text", inputmode: "decimal", id: `${id}${n}`, autocomplete: "off", onchange: (event) => this.number(n, event.target.value) }));
    const row = el("div", { class: "lk-row lk-numbers" }, this.numbers.map((input, n) => el("label", { for: input.id }, `${SIDES[n]} %`, input)),
      button("Full frame", () => this.put([0, 0, 1, 1], true, true), { id: `${id}-whole`, class: "lk-quiet" }));
    const help = el("p", { class: "lk-help" }, "Drag the frame to move it, or its corner to resize it. Keyboard: arrows move it, + and − resize it.");
    this.image = image;
    this.parts = [this.stage, help, row];
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
    if (tell) this.send(this.box);
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
