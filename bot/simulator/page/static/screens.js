// The screens beside the chat: the list with the folded box of service accounts, the account's profile, the scanner.

import { act } from "./acts.js";
import { h, icon } from "./dom.js";
import { stamp } from "./times.js";
import { word } from "./words.js";
import { now, world } from "./world.js";

// WeChat folds service accounts into one line; a second screen lists them.
export function home(phone) {
  const last = phone.bubbles().at(-1);
  const unread = phone.unread();
  const inBox = phone.place === "box";
  const says = last ? last.text.split("\n")[0] : word("home.nothing");
  const row = h(
    "button",
    { type: "button", class: "contact", onclick: () => phone.go(inBox ? entry(phone) : "box") },
    h(
      "span",
      { class: `face ${inBox ? "face-house" : "face-box"}` },
      icon(inBox ? "house" : "folder"),
      unread > 0 && h("span", { class: "unread" }, String(unread)),
    ),
    h("span", { class: "contact-name" }, inBox ? world.house.name : word("home.box")),
    last && h("time", {}, stamp(last.at, now())),
    h("span", { class: "contact-says" }, inBox ? says : `${world.house.name}: ${says}`),
  );
  const scan = h(
    "button",
    { type: "button", class: "contact", onclick: () => phone.go("scan") },
    h("span", { class: "face face-scan" }, icon("scan")),
    h("span", { class: "contact-name" }, word("home.scan")),
  );
  return h("div", { class: "list" }, row, !inBox && scan);
}

function entry(phone) {
  return phone.holder.following ? "chat" : "profile";
}

export function profile(phone) {
  const holder = phone.holder;
  const given = { person: holder.id };
  const follow = async () => {
    if (await act("follow", given)) phone.go("chat");
  };
  const followed = [
    h("button", { type: "button", class: "wide wide-green", onclick: () => phone.go("chat") }, word("profile.enter")),
    h("button", { type: "button", class: "wide wide-red", onclick: () => act("unfollow", given) }, word("profile.unfollow")),
  ];
  const stranger = h("button", { type: "button", class: "wide wide-green", onclick: follow }, word("profile.follow"));
  return h(
    "div",
    { class: "profile" },
    h("span", { class: "face face-house face-big" }, icon("house")),
    h("h3", {}, world.house.name),
    h("p", { class: "profile-kind" }, word(`account.${world.account.kind}`)),
    h("p", {}, word("profile.about")),
    speaking(holder),
    holder.following ? followed : stranger,
    h("button", { type: "button", class: "wide", onclick: () => phone.go("scan") }, word("scan.title")),
  );
}

// The language of the whole phone: an account is told it of who follows, and greets in it.
function speaking(holder) {
  const names = { zh_CN: "简体中文", zh_TW: "繁體中文", en: "English", ja: "日本語" };
  const options = world.languages.map((one) =>
    h("option", { value: one, selected: one === holder.language, lang: one.replace("_", "-") }, names[one]),
  );
  const choose = (event) => act("speak", { person: holder.id, language: event.target.value });
  return [
    h("label", { class: "speaking" }, h("span", {}, word("profile.language")), h("select", { onchange: choose }, options)),
    h("p", { class: "speaking-note" }, word("profile.language.note")),
  ];
}

// A camera needs something to look at: the cards in the rooms, the codes the account made, or a booking's own.
export function scanner(phone) {
  const scan = async (scene) => {
    if (await act("scan", { person: phone.holderId, scene })) phone.go("chat");
  };
  const code = h("input", { name: "code", required: true, maxLength: 5, autocomplete: "off", "aria-label": word("scan.bk") });
  code.placeholder = word("scan.bk");
  const own = h(
    "form",
    {
      class: "scan-own",
      onsubmit: (event) => {
        event.preventDefault();
        scan(`bk_${code.value.trim().toUpperCase()}`);
      },
    },
    code,
    h("button", { class: "wide-green" }, word("scan.do")),
  );
  const seen = [
    ...world.codes.map((scene) => [scene, word("scan.code", { code: scene })]),
    ...world.house.rooms.map((room) => [`room_${room}`, word("scan.room", { room })]),
  ];
  return h(
    "div",
    { class: "scanner" },
    h("div", { class: "finder", "aria-hidden": "true" }),
    own,
    h(
      "ul",
      {},
      seen.map(([scene, label]) =>
        h("li", {}, h("button", { type: "button", onclick: () => scan(scene) }, icon("scan"), label)),
      ),
    ),
  );
}
