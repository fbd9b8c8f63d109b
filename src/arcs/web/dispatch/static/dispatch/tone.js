// Alarms sound: a new one at once, an urgent one again until somebody has dealt with it. Whoever sits at the page can
// mute it, and browsers let no page sound before a key or a click.
const AGAIN = 20000, MUTED = "arcs:muted";
const line = document.getElementById("tone-line"), said = document.getElementById("tone-said"), button = document.getElementById("tone");
const Sounds = window.AudioContext;
let sounds = null, known = null, last = 0;

const muted = () => { try { return localStorage.getItem(MUTED) === "1"; } catch { return button?.getAttribute("aria-pressed") === "true"; } };
const show = () => {
  if (!line) return;
  line.hidden = false;
  button.setAttribute("aria-pressed", String(muted()));
  const words = muted() ? line.dataset.off : sounds?.state === "running" ? line.dataset.on : line.dataset.waits;
  if (said.textContent !== words) said.textContent = words;
};
const wake = async () => {
  if (!Sounds || sounds?.state === "running") return;
  sounds ??= new Sounds();
  try { await sounds.resume(); } catch { /* the next key or click tries again */ }
  show();
};
const beep = () => {
  last = Date.now();
  if (muted() || sounds?.state !== "running") return;
  document.documentElement.dataset.sounded = String(Number(document.documentElement.dataset.sounded ?? 0) + 1);
  [880, 660, 880].forEach((hertz, at) => {
    const tone = sounds.createOscillator(), loud = sounds.createGain(), from = sounds.currentTime + at * 0.22;
    tone.frequency.value = hertz;
    loud.gain.setValueAtTime(0.0001, from);
    loud.gain.exponentialRampToValueAtTime(0.25, from + 0.02);
    loud.gain.exponentialRampToValueAtTime(0.0001, from + 0.2);
    tone.connect(loud).connect(sounds.destination);
    tone.start(from);
    tone.stop(from + 0.21);
  });
};

// what alarms now: sounds where something is new, or where something urgent still stands
document.addEventListener("arcs:alarms", ({ detail: rows }) => {
  const keys = new Set(rows.map((one) => one.dataset.alarm));
  const isNew = known !== null && [...keys].some((one) => !known.has(one));
  const isUrgent = rows.some((one) => one.hasAttribute("data-urgent"));
  if (isNew || (isUrgent && Date.now() - last > AGAIN)) beep();
  known = keys;
});

if (line && Sounds) {
  show();
  for (const kind of ["keydown", "pointerdown"]) document.addEventListener(kind, wake, { passive: true });
  button.addEventListener("click", () => {
    try { localStorage.setItem(MUTED, muted() ? "" : "1"); } catch { button.setAttribute("aria-pressed", String(!muted())); }
    show();
  });
}
