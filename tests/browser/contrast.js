// The texts of labkit's widgets whose contrast with what is behind them is not enough.
(enough) => {
  const parts = (colour) => { const m = colour.match(/[0-9.]+/g).map(Number); return [m[0], m[1], m[2], m[3] ?? 1]; };
  const over = (top, below) => [0, 1, 2].map((n) => top[n] * top[3] + below[n] * (1 - top[3])).concat(1);
  const light = (colour) => [0.2126, 0.7152, 0.0722].reduce((sum, share, n) => {
    const part = colour[n] / 255;
    return sum + share * (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  }, 0);
  const chain = (element) => element ? [element, ...chain(element.parentElement)] : [];
  const behind = (element) => chain(element).reverse()
    .reduce((below, one) => over(parts(getComputedStyle(one).backgroundColor), below), [255, 255, 255, 1]);
  const found = new Set();
  for (const root of document.querySelectorAll(".lk-pane, .lk-tabs, .lk-form")) {
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const element = walk.currentNode.parentElement;
      const said = walk.currentNode.textContent.trim();
      if (!said || element.disabled || !element.getClientRects().length) continue;
      const page = behind(element);
      const [a, b] = [over(parts(getComputedStyle(element).color), page), page].map(light);
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      if (ratio < enough) found.add(`${element.tagName} ${element.className} ${ratio.toFixed(2)}: ${said.slice(0, 30)}`);
    }
  }
  return [...found];
}
