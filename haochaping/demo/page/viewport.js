// Keeps the input bar above an on-screen keyboard that covers the page instead of resizing it.

function fit() {
  const { height, scale } = window.visualViewport;
  if (scale !== 1) return; // someone is zooming in: leave the layout alone
  document.documentElement.style.setProperty("--screen-height", `${height}px`);
}

export function start() {
  window.visualViewport?.addEventListener("resize", fit);
}
