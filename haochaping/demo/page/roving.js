// A group with one tab stop: arrow keys, Home and End move inside it.

const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

/** @param {string} key @param {number} from @param {number} count @returns {number | null} */
function target(key, from, count) {
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  return key in STEPS ? (from + STEPS[key] + count) % count : null;
}

/** Make `chosen` the one item that Tab reaches. @param {Iterable<HTMLElement>} items @param {HTMLElement} chosen */
export function setTabStop(items, chosen) {
  for (const item of items) item.tabIndex = item === chosen ? 0 : -1;
}

/** @param {HTMLElement} group @param {string} selector of the items in it */
export function rove(group, selector) {
  const items = () => [...group.querySelectorAll(selector)];
  group.addEventListener("focusin", ({ target: focused }) => {
    if (focused.matches(selector)) setTabStop(items(), focused);
  });
  group.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const all = items();
    const next = target(event.key, all.indexOf(document.activeElement), all.length);
    if (next === null) return;
    event.preventDefault();
    all[next]?.focus();
  });
}
