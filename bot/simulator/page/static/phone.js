// One phone: whose it is, its screen with home, chat, profile and scanner, and how the account can still reach it.

import { act } from "./acts.js";
import { Chat } from "./chat.js";
import { Composer } from "./composer.js";
import { h, icon, refill } from "./dom.js";
import { home, profile, scanner } from "./screens.js";
import { short } from "./times.js";
import { called, word } from "./words.js";
import { person, world } from "./world.js";

const LANGS = { zh_TW: "zh-TW", en: "en", ja: "ja" }; // of the phones that speak otherwise than the page

export class Phone {
  constructor(role, holderId) {
    this.role = role;
    this.holderId = holderId;
    this.place = "chat";
    this.read = {}; // person -> number of the last bubble that was on the screen
    this.choice = h("select", { class: "choice", onchange: () => this.chose() });
    this.note = h("p", { class: "note" });
    this.time = h("span", { class: "time" });
    this.title = h("h2", { class: "screen-title" });
    this.backButton = h("button", { type: "button", class: "tool", onclick: () => this.go("home") }, icon("back"));
    this.moreButton = h("button", { type: "button", class: "tool", onclick: () => this.go("profile") }, icon("more"));
    this.body = h("div", { class: "screen-body" });
    this.chat = new Chat();
    this.element = h(
      "section",
      { class: "phone", id: `phone-${role}` },
      h("div", { class: "phone-head" }, this.choice, this.note),
      h(
        "div",
        { class: "screen" },
        h("div", { class: "statusbar", "aria-hidden": "true" }, this.time, icon("signal"), icon("battery")),
        h("div", { class: "titlebar" }, this.backButton, this.title, this.moreButton),
        this.body,
      ),
    );
  }

  get holder() {
    return person(this.holderId) ?? world.people.find((one) => one.role === this.role);
  }

  // Draw everything: another person, another language, another screen.
  draw() {
    const holder = this.holder;
    if (!holder) return;
    this.holderId = holder.id;
    this.element.setAttribute("aria-label", word("phone.of", { name: called(holder) }));
    this.chat.log.setAttribute("aria-label", word("chat.with", { house: world.house.name }));
    this.backButton.setAttribute("aria-label", word("back"));
    this.moreButton.setAttribute("aria-label", word("more"));
    this.drawChoice();
    if (!holder.following && this.place === "chat" && !this.bubbles().length) this.place = "profile";
    this.composer = new Composer(holder, () => this.go("scan"));
    this.go(this.place, false);
    this.refresh();
  }

  drawChoice() {
    this.choice.setAttribute("aria-label", word("whose"));
    const options = world.people.map((one) =>
      h("option", { value: one.id, selected: one.id === this.holderId }, called(one)),
    );
    const key = `${world.people.map((one) => one.id)}${this.holderId}${word("new")}`;
    if (this.chosen === key) return;
    this.chosen = key;
    refill(this.choice, options, h("option", { value: "new" }, word("new")));
    this.choice.value = this.holderId;
  }

  async chose() {
    if (this.choice.value === "new") {
      this.choice.value = this.holderId;
      const name = window.prompt(word("new.ask"))?.trim();
      if (!name || !(await act("add", { name, role: "guest" }))) return;
      this.expected = name;
      this.takeExpected();
      return;
    }
    this.take(this.choice.value);
  }

  // A new person shows up with the next state.
  takeExpected() {
    const found = world.people.find((one) => one.name === this.expected);
    if (!found) return;
    this.expected = undefined;
    this.take(found.id);
    this.choice.focus();
  }

  take(id) {
    this.holderId = id;
    this.place = "chat";
    this.draw();
  }

  bubbles() {
    return world.bubbles[this.holderId] ?? [];
  }

  unread() {
    return this.bubbles().filter((one) => !one.mine && one.number > (this.read[this.holderId] ?? 0)).length;
  }

  go(place, focus = true) {
    this.place = place;
    this.backButton.hidden = place === "home";
    this.moreButton.hidden = place !== "chat";
    this.element.dataset.place = place;
    if (place === "chat") this.drawChat();
    else refill(this.body, { home, box: home, profile, scan: scanner }[place](this));
    this.drawTitle();
    if (focus) (place === "chat" ? this.composer.input : this.body.querySelector("button"))?.focus();
  }

  drawChat() {
    this.chat.draw(this.holder, this.bubbles());
    this.readAll();
    refill(this.body, this.chat.log, this.composer.element);
    this.toEnd();
  }

  readAll() {
    this.read[this.holderId] = this.bubbles().at(-1)?.number ?? 0;
  }

  toEnd() {
    this.chat.toEnd();
  }

  // A message came, or was sent from here.
  got(id, bubble) {
    if (id !== this.holderId) return;
    if (this.place === "chat" || bubble.mine || this.place === "profile") {
      if (this.place !== "chat") this.go("chat", false);
      else {
        this.chat.put(this.holder, bubble);
        this.readAll();
        if (bubble.mine || this.chat.atEnd) this.toEnd();
      }
      this.composer.drawHints();
    } else if (this.place === "home" || this.place === "box") this.go(this.place, false);
  }

  // Draw what changes by itself: the window, the mail, typing, the menu.
  refresh() {
    const holder = this.holder;
    if (!holder) return;
    if (this.expected) this.takeExpected();
    this.drawChoice();
    refill(this.note, this.reach(holder));
    this.composer.holder = holder;
    this.composer.drawHints();
    this.chat.log.lang = LANGS[holder.language] ?? "";
    if (!this.chat.log.lang) this.chat.log.removeAttribute("lang");
    const drawnFor = JSON.stringify([holder.following, world.menu, world.account]);
    if (this.drawnFor !== drawnFor) {
      this.drawnFor = drawnFor;
      this.composer.draw();
      if (this.place === "profile") this.go("profile", false);
    }
    this.drawTitle();
  }

  reach(holder) {
    if (!holder.following) return h("span", { class: "off" }, word("state.away"));
    const open = holder.window;
    return [
      open
        ? h("span", { class: "on" }, word("state.open", { left: open.left, until: short(open.until) }))
        : h("span", { class: "off" }, word("state.closed")),
      holder.mail > 0 && h("span", { class: "mail" }, word("state.mail", { mail: holder.mail })),
    ];
  }

  drawTitle() {
    const titles = { home: word("home.title"), box: word("home.box"), profile: "", scan: word("scan.title") };
    const chat = this.holder?.typing ? word("typing") : world.house.name;
    const title = titles[this.place] ?? chat;
    if (this.title.textContent !== title) this.title.textContent = title;
  }
}
