// One message as WeChat draws it: texts with what can be tapped, pictures, voice, places, cards, news, and grey lines.

import { act } from "./acts.js";
import { h, icon } from "./dom.js";
import { word } from "./words.js";

// A message for the list; `mine` is the holder's own.
export function drawn(holder, bubble) {
  if (bubble.source === "system") return grey(bubble);
  const body = (DRAW[bubble.kind] ?? text)(holder, bubble);
  const wide = bubble.kind === "card" || bubble.kind === "news";
  if (wide) return h("li", { class: "row row-wide" }, body);
  const inGroup = holder.role === "group";
  const who = bubble.mine ? word("me") : "";
  return h(
    "li",
    { class: `row ${bubble.mine ? "row-mine" : "row-theirs"}` },
    h("span", { class: `face ${bubble.mine ? `face-${holder.role}` : "face-house"}` }, icon(face(holder, bubble))),
    h("div", { class: "message" }, h("span", { class: "unseen" }, who ? `${who}: ` : ""), inGroup && h("span", { class: "sender" }, word("group.robot")), body),
  );
}

function face(holder, bubble) {
  if (!bubble.mine) return "house";
  return holder.role === "staff" ? "broom" : "person";
}

function grey(bubble) {
  return h("li", { class: bubble.kind === "fault" ? "grey grey-fault" : "grey" }, h("span", {}, bubble.text));
}

const DRAW = {
  image: picture,
  voice: voice,
  location: place,
  card: card,
  news: news,
};

function text(holder, bubble) {
  return h("div", { class: "bubble" }, tappable(holder, bubble));
}

// The text with its links where they stand in it; those that stand nowhere follow below.
function tappable(holder, bubble) {
  const parts = [];
  const below = [];
  let at = 0;
  bubble.links.forEach((link, index) => {
    if (link.at < at) {
      below.push(h("br"), linked(holder, bubble, link, index));
      return;
    }
    parts.push(bubble.text.slice(at, link.at), linked(holder, bubble, link, index));
    at = link.at + link.label.length;
  });
  parts.push(bubble.text.slice(at));
  return [...parts, ...below];
}

function linked(holder, bubble, link, index) {
  if (link.menu) {
    const tap = () => act("tap", { person: holder.id, number: bubble.number, link: index });
    return h("button", { type: "button", class: "link", onclick: tap }, link.label);
  }
  return /^https?:/.test(link.url)
    ? h("a", { class: "link", href: link.url, target: "_blank", rel: "noreferrer" }, link.label)
    : h("span", { class: "link" }, link.label);
}

function picture(holder, bubble) {
  const source = `/media/${bubble.media}`;
  const image = h("img", { class: "photo", src: source, alt: word("picture") });
  const button = h("button", { type: "button", class: "photo-frame", "aria-label": word("picture.open"), onclick: () => enlarge(source) }, image);
  image.addEventListener("error", () =>
    button.replaceWith(h("div", { class: "photo photo-gone" }, icon("photo"), word("picture.gone"))),
  );
  return button;
}

// A picture as large as the window; a tap or Escape puts it away.
function enlarge(source) {
  const view = h(
    "dialog",
    { class: "large", "aria-label": word("picture"), onclose: () => view.remove() },
    h("button", { type: "button", "aria-label": word("picture.close"), onclick: () => view.close() }, h("img", { src: source, alt: word("picture") })),
  );
  document.body.append(view);
  view.showModal();
}

function voice() {
  return h("div", { class: "bubble bubble-voice", "aria-label": word("voice"), role: "img" }, icon("wave"), "3″");
}

function place(holder, bubble) {
  return h(
    "div",
    { class: "place" },
    h("strong", {}, bubble.text),
    h("span", { class: "map", role: "img", "aria-label": word("place") }, icon("pin")),
  );
}

// A template or a notice: title, then what the fields say.
function card(holder, bubble) {
  const [title, ...lines] = bubble.text.split("\n");
  const rows = lines.map((line) => {
    const cut = line.indexOf("：");
    if (cut < 1) return [h("dt", { class: "unseen" }, title), h("dd", { class: "whole" }, line)];
    return [h("dt", {}, line.slice(0, cut)), h("dd", {}, line.slice(cut + 1))];
  });
  return h(
    "article",
    { class: "card" },
    h("p", { class: "card-from" }, icon("house"), word(`from.${bubble.source}`)),
    h("h3", {}, title.replace(/^【|】$/g, "")),
    h("dl", {}, rows),
    bubble.links.map((link, index) => h("p", { class: "card-foot" }, linked(holder, bubble, link, index))),
  );
}

function news(holder, bubble) {
  return h(
    "article",
    { class: "card card-news" },
    h("div", { class: "card-picture", "aria-hidden": "true" }),
    h("h3", {}, bubble.links.map((link, index) => linked(holder, bubble, link, index))),
    h("p", {}, bubble.text.replace(/^【.*?】/, "")),
  );
}
