// Small helpers for the page's own elements and templates.

/** @param {string} id @returns {HTMLElement} */
export const byId = (id) => document.getElementById(id);

/** A fresh copy of a template's only element. @param {string} id @returns {HTMLElement} */
export const copyOf = (id) => byId(id).content.firstElementChild.cloneNode(true);

/** Show a count, or nothing for zero. @param {HTMLElement} badge @param {number} count @param {string} unit */
export function showCount(badge, count, unit) {
  const text = count ? String(Math.min(count, 99)) : "";
  badge.hidden = !count;
  if (badge.firstChild?.textContent === text) return;
  const words = document.createElement("span");
  words.className = "visually-hidden";
  words.textContent = unit;
  badge.replaceChildren(text, words);
}

/** 139 0000 0001 @param {string} phone */
export function spaced(phone) {
  return phone.replace(/^(?:\+86)?(\d{3})(\d{4})(\d{4})$/, "$1 $2 $3");
}
