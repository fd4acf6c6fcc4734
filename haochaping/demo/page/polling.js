// One round after another: every second, every three when nobody looks or nothing answers.

const LOOKED_AT_MS = 1000;
const RESTING_MS = 3000;

/** @param {() => Promise<boolean>} round whether all went well @returns {() => void} to run the next round at once */
export function poll(round) {
  let timer = 0;
  let running = false;
  let again = false;

  async function run() {
    clearTimeout(timer);
    if (running) { again = true; return; }
    running = true;
    again = false;
    const well = await round();
    running = false;
    timer = setTimeout(run, again ? 0 : well && !document.hidden ? LOOKED_AT_MS : RESTING_MS);
  }

  document.addEventListener("visibilitychange", () => { if (!document.hidden) run(); });
  window.addEventListener("online", run);
  run();
  return run;
}
