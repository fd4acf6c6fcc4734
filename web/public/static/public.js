// Comfort only: every page does its work without this file.

const form = document.querySelector("form.card, form.speak");

// A chat opens at its end.
document.querySelector("#latest")?.scrollIntoView({ block: "end" });

// Coming back with the browser's Back button, the page is as it was sent: the next person's is empty.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

// One press, one form. The server would keep one rating anyway.
form?.addEventListener("submit", (event) => {
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});

// The reasons are asked for the two lowest levels only.
const why = form?.querySelector("[data-for-bad]");
function showWhy() {
  const level = form.querySelector("input[name=level]:checked")?.value;
  why.hidden = why.disabled = !["1", "2"].includes(level);
}
if (why) {
  form.addEventListener("change", showWhy);
  form.addEventListener("reset", () => setTimeout(showWhy));
  showWhy();
}

// A counter has a number, a service has a name, the hall needs neither.
const named = form?.querySelectorAll("[data-for]") ?? [];
function showNamed() {
  const about = form.querySelector("input[name=about]:checked")?.value;
  for (const line of named) line.hidden = line.dataset.for !== about;
}
if (named.length) {
  form.addEventListener("change", showNamed);
  showNamed();
}

// In a public place, what somebody left half done is cleared; they are told before.
if (form?.dataset.idle) {
  const note = form.querySelector("[data-idle-note]");
  const limit = Number(form.dataset.idle);
  let idle = 0;
  let touched = false;
  const stay = () => { idle = 0; touched = true; note.textContent = ""; };
  for (const name of ["input", "pointerdown", "keydown", "scroll"]) addEventListener(name, stay, { passive: true });
  setInterval(() => {
    if (!touched || form.dataset.sent) return;
    idle += 1;
    if (idle >= limit) location.replace(form.dataset.start);
    else if (idle === limit - 10) note.textContent = form.dataset.stillThere.replace("{seconds}", "10");
  }, 1000);
}

// A voucher on a screen shows what the counter has just done with it.
const live = document.querySelector("[data-live=reserved]");
async function look() {
  if (document.hidden) return;
  const answer = await fetch(location.href).catch(() => null);
  if (answer?.ok && !(await answer.text()).includes('data-live="reserved"')) location.reload();
}
if (live) {
  setInterval(look, 10_000);
  addEventListener("visibilitychange", look);
}

// Read aloud, where the browser can speak.
const aloud = document.querySelector("[data-aloud]");
if (aloud && "speechSynthesis" in window) {
  const label = aloud.textContent;
  const quiet = () => { aloud.textContent = label; };
  aloud.hidden = false;
  aloud.addEventListener("click", () => {
    if (aloud.textContent !== label) {
      speechSynthesis.cancel();
      quiet();
      return;
    }
    const said = new SpeechSynthesisUtterance(document.querySelector("main").innerText);
    said.lang = document.documentElement.lang;
    said.onend = said.onerror = quiet;
    aloud.textContent = document.body.dataset.hush;
    speechSynthesis.speak(said);
  });
  addEventListener("pagehide", () => speechSynthesis.cancel());
}
