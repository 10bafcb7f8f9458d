// Makes elements without markup strings: h("button", { class: "x", onclick: f }, "text").

const SVG = "http://www.w3.org/2000/svg";

export function h(name, given = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "class") element.className = value;
    else if (key in element && typeof value !== "string") element[key] = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  fill(element, children);
  return element;
}

export function fill(element, children) {
  element.append(...children.flat(Infinity).filter((child) => child || child === 0));
  return element;
}

export function refill(element, ...children) {
  element.replaceChildren();
  return fill(element, children);
}

export function icon(name) {
  const picture = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  picture.setAttribute("class", `icon icon-${name}`);
  picture.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `/static/icons.svg#${name}`);
  picture.append(use);
  return picture;
}

// Say something to a screen reader, and show it for a moment.
export function announce(text) {
  const said = document.getElementById("said");
  said.textContent = "";
  window.setTimeout(() => (said.textContent = text), 30);
}

export function toast(text) {
  announce(text);
  for (const before of document.querySelectorAll(".toast")) before.remove(); // two would lie on one another
  const shown = h("div", { class: "toast" }, text);
  document.body.append(shown);
  window.setTimeout(() => shown.remove(), 3200);
}
