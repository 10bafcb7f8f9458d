// Puts the page together: three phones, what stands beside them, and which of it is seen on a small screen.

import { Backstage } from "./backstage.js";
import { h, icon, refill } from "./dom.js";
import { GROUP, Group } from "./group.js";
import { Path } from "./path.js";
import { Phone } from "./phone.js";
import { dayName, hour } from "./times.js";
import { choose, language, word } from "./words.js";
import { listen, now, on, world } from "./world.js";

const ROLES = ["guest", "staff", "owner"];
const THEME = "xiaoer.dark";
const phones = Object.fromEntries(ROLES.map((role) => [role, new Phone(role)]));
const group = new Group();
const backstage = new Backstage();
const path = new Path((role, id) => {
  if (phones[role].holderId !== id || phones[role].place !== "chat") phones[role].take(id);
  if (tab !== role) show(role);
});
const time = h("time", { class: "house-time", role: "timer", "aria-live": "off" });
const down = h("p", { class: "down", role: "alert", hidden: true });
let tab = "guest";

function draw() {
  choose(language());
  document.title = word("title");
  drawTop();
  for (const phone of Object.values(phones)) phone.draw();
  group.draw();
  backstage.draw();
  path.begin();
  refill(document.getElementById("path"), path.element);
  refill(document.getElementById("stage"), Object.values(phones).map((phone) => phone.element), group.element, backstage.element);
  show(tab);
  for (const phone of Object.values(phones)) phone.toEnd();
  group.toEnd();
}

function drawTop() {
  const other = language() === "zh" ? "en" : "zh";
  const speak = h(
    "button",
    {
      type: "button",
      class: "quiet",
      lang: other === "zh" ? "zh-CN" : "en",
      onclick: () => {
        choose(other);
        draw();
        document.querySelector("#top .quiet").focus();
      },
    },
    word("language"),
  );
  const dark = h("button", { type: "button", class: "tool", "aria-label": word("dark"), title: word("dark"), onclick: darken }, icon("moon"));
  dark.setAttribute("aria-pressed", String(isDark()));
  refill(
    document.getElementById("top"),
    h("h1", {}, h("img", { src: "/static/icon.svg", alt: "", width: 24, height: 24 }), h("span", {}, word("title"))),
    time,
    h("span", { class: "top-tools" }, speak, dark),
    down,
  );
  down.textContent = word("line.down");
}

// --- light and dark ---

function isDark() {
  const chosen = localStorage.getItem(THEME);
  return chosen ? chosen === "yes" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function darken() {
  localStorage.setItem(THEME, isDark() ? "no" : "yes");
  light();
  document.querySelector("#top .tool").setAttribute("aria-pressed", String(isDark()));
}

function light() {
  document.documentElement.dataset.theme = isDark() ? "dark" : "light";
}

// --- one at a time on a small screen ---

function show(name) {
  tab = name === GROUP && !world.group ? "staff" : name;
  document.body.dataset.tab = tab;
  document.body.dataset.group = world.group ? "on" : "off";
  drawTabs();
  (phones[tab] ?? group).toEnd();
}

// By a hand: the tabs are drawn anew, and the one that was chosen keeps the focus.
function turnTo(name) {
  show(name);
  document.querySelector('#tabs [aria-selected="true"]').focus();
}

function drawTabs() {
  const names = [...ROLES, ...(world.group ? [GROUP] : []), "backstage"];
  const tabs = names.map((name) => {
    const button = h("button", { type: "button", role: "tab", onclick: () => turnTo(name) }, word(name === "backstage" ? "tab.backstage" : `role.${name}`));
    button.setAttribute("aria-selected", String(name === tab));
    button.setAttribute("aria-controls", name === "backstage" ? "backstage" : `phone-${name}`);
    button.tabIndex = name === tab ? 0 : -1;
    if (fresh.has(name) && name !== tab) button.append(h("span", { class: "dot" }));
    return button;
  });
  const move = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    turnTo(names[(names.indexOf(tab) + step + names.length) % names.length]);
  };
  fresh.delete(tab);
  refill(document.getElementById("tabs"), h("div", { class: "tabs", role: "tablist", "aria-label": word("phones"), onkeydown: move }, tabs));
}

const fresh = new Set(); // tabs where something arrived unseen

function heard(data) {
  for (const role of ROLES) {
    const phone = phones[role];
    phone.got(data.person, data.bubble);
    if (phone.holderId === data.person && !data.bubble.mine && role !== tab && !fresh.has(role)) {
      fresh.add(role);
      drawTabs();
    }
  }
  group.got(data.person, data.bubble);
  if (data.person === GROUP && tab !== GROUP && !fresh.has(GROUP)) {
    fresh.add(GROUP);
    drawTabs();
  }
  path.got(data);
}

// --- the clock that everybody sees ---

function tick() {
  if (!world.ready) return;
  const shown = hour(now());
  const text = `${dayName(now())} ${shown}`;
  if (time.textContent === text) return;
  time.textContent = text;
  for (const phone of [...Object.values(phones), group]) phone.time.textContent = shown;
}

on("whole", () => {
  draw();
  tick();
});
on("bubble", heard);
on("line", (line) => backstage.got(line));
on("clock", () => tick());
on("state", () => {
  for (const phone of Object.values(phones)) phone.refresh();
  backstage.refresh();
  group.refresh();
  if (document.body.dataset.group !== (world.group ? "on" : "off")) show(tab);
});
on("line-up", (up) => (down.hidden = up));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", light);
light();
choose(language());
drawTop();
window.setInterval(tick, 500);
listen();
