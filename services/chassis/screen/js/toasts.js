// toast("已并入 024", {undo: () => …}): success goes after 10 s and can be undone till then; failure stays until read.
import { say } from "./words.js";

const SECONDS = 10;

function sign(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const use = document.createElementNS(space, "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

function button(text, act) {
  const element = document.createElement("button");
  element.type = "button";
  element.textContent = text;
  element.addEventListener("click", act);
  return element;
}

// `action`: {word, act} in place of undo, such as 看原因 or 再试.
export function toast(text, { undo = null, action = null, failed = false } = {}) {
  const box = document.createElement("div");
  const words = document.createElement("span");
  box.className = failed ? "toast failed" : "toast";
  if (failed) box.setAttribute("role", "alert");
  words.textContent = text;
  box.append(sign(failed ? "bad" : "check"), words);
  const close = () => box.remove();
  const then = (act) => () => (close(), act());
  if (undo) box.append(button(`${say("undo")} ${SECONDS}`, then(undo)));
  else if (action) box.append(button(action.word, then(action.act)));
  else if (failed) box.append(button(say("close"), close));
  document.getElementById("toasts").append(box);
  if (!failed) countDown(box, undo && box.querySelector("button"));
  return close;
}

function countDown(box, undoing) {
  let left = SECONDS;
  const timer = setInterval(() => {
    if (!box.matches(":focus-within, :hover")) left -= 1; // nobody loses the button under their hand
    if (undoing) undoing.textContent = `${say("undo")} ${left}`;
    if (left > 0 && box.isConnected) return;
    clearInterval(timer);
    box.remove();
  }, 1000);
}
