// The lower end of a chat: what is typed, the account's menu, what else a phone can send, and three sentences to tap.

import { act, sendPicture } from "./acts.js";
import { h, icon, refill } from "./dom.js";
import { world } from "./world.js";
import { examples, word } from "./words.js";

export class Composer {
  constructor(holder, openScan) {
    this.holder = holder;
    this.openScan = openScan;
    this.menuShown = false;
    this.hints = h("ul", { class: "hints", "aria-label": word("hints") });
    this.input = h("textarea", {
      class: "input",
      rows: 1,
      maxLength: 2000,
      placeholder: word("say"),
      "aria-label": word("say"),
      enterkeyhint: "send",
      oninput: () => this.grow(),
      onkeydown: (event) => this.typed(event),
    });
    this.sendButton = h("button", { type: "submit", class: "send", hidden: true }, word("send"));
    this.plusButton = tool("plus", word("plus"), () => this.toggleMore());
    this.plusButton.setAttribute("aria-expanded", "false");
    this.toggle = tool("menu", word("menu.show"), () => this.toggleMenu());
    this.bar = h("div", { class: "composer-bar" });
    this.more = h("div", { class: "more", hidden: true }, this.moreButtons());
    this.element = h(
      "form",
      { class: "composer", onsubmit: (event) => this.submitted(event) },
      this.hints,
      this.bar,
      this.more,
    );
    this.draw();
  }

  draw() {
    const menu = world.menu;
    if (!menu.length) this.menuShown = false;
    this.toggle.hidden = !menu.length;
    refill(this.toggle, icon(this.menuShown ? "keyboard" : "menu"));
    this.toggle.setAttribute("aria-label", word(this.menuShown ? "menu.hide" : "menu.show"));
    this.toggle.title = word(this.menuShown ? "menu.hide" : "menu.show");
    const typing = [this.input, this.plusButton, this.sendButton];
    const focused = this.input === document.activeElement;
    refill(this.bar, this.toggle, this.menuShown ? this.menuButtons(menu) : typing);
    if (focused && !this.menuShown) this.input.focus();
    this.drawHints();
  }

  drawHints() {
    const texts = suggested(this.holder, world.bubbles[this.holder.id] ?? []);
    const key = texts.join("\n");
    this.hints.classList.toggle("hints-line", (world.bubbles[this.holder.id] ?? []).some((one) => one.mine));
    if (key === this.hinted) return;
    this.hinted = key;
    refill(
      this.hints,
      texts.map((text) =>
        h("li", {}, h("button", { type: "button", class: "hint", onclick: () => this.say(text) }, text)),
      ),
    );
  }

  grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 96)}px`;
    const empty = !this.input.value.trim();
    this.sendButton.hidden = empty;
    this.plusButton.hidden = !empty;
  }

  typed(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.element.requestSubmit();
  }

  submitted(event) {
    event.preventDefault();
    const text = this.input.value.trim();
    if (!text) return;
    this.input.value = "";
    this.grow();
    this.say(text);
  }

  say(text) {
    return act("say", { person: this.holder.id, text });
  }

  toggleMenu() {
    this.menuShown = !this.menuShown;
    this.more.hidden = true;
    this.draw();
    this.toggle.focus();
  }

  menuButtons(menu) {
    return h(
      "div",
      { class: "account-menu" },
      menu.map((button) => (button.sub_button?.length ? this.fan(button) : this.menuButton(button))),
    );
  }

  menuButton(button) {
    const press = () => {
      for (const open of this.bar.querySelectorAll("details[open]")) open.open = false;
      act("press", { person: this.holder.id, type: button.type, key: button.key ?? button.url ?? "" });
    };
    return h("button", { type: "button", onclick: press }, button.name);
  }

  fan(button) {
    const fan = h(
      "details",
      { name: `menu-${this.holder.id}` },
      h("summary", {}, icon("menu"), button.name),
      h("div", { class: "fan" }, button.sub_button.map((below) => this.menuButton(below))),
    );
    fan.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      fan.open = false;
      fan.querySelector("summary").focus();
    });
    return fan;
  }

  toggleMore() {
    this.more.hidden = !this.more.hidden;
    this.plusButton.setAttribute("aria-expanded", String(!this.more.hidden));
  }

  moreButtons() {
    const file = h("input", { type: "file", accept: "image/jpeg,image/png", class: "unseen", tabIndex: -1 });
    file.setAttribute("aria-label", word("plus.album"));
    file.addEventListener("change", () => {
      if (file.files.length) this.sent(sendPicture(this.holder.id, file.files[0]));
      file.value = "";
    });
    const send = (name) => () => this.sent(act(name, { person: this.holder.id }));
    return [
      file,
      big("photo", word("plus.album"), () => file.click()),
      big("camera", word("plus.camera"), async () => this.sent(sendPicture(this.holder.id, await snapshot()))),
      big("voice", word("plus.voice"), send("voice")),
      big("pin", word("plus.place"), send("place")),
      big("scan", word("plus.scan"), () => {
        this.sent();
        this.openScan();
      }),
    ];
  }

  sent() {
    this.more.hidden = true;
    this.plusButton.setAttribute("aria-expanded", "false");
  }
}

function tool(name, label, press) {
  return h("button", { type: "button", class: "tool", title: label, "aria-label": label, onclick: press }, icon(name));
}

function big(name, label, press) {
  return h("button", { type: "button", class: "big", onclick: press }, h("span", {}, icon(name)), label);
}

// What the last message itself offers to write comes first, 「确认B42」 or a card's 回复1, then the examples of the role.
function suggested(holder, bubbles) {
  const last = bubbles.findLast((bubble) => !bubble.mine && bubble.source !== "system");
  const offered = last ? [...last.text.matchAll(/「([^「」\s]{1,12})」|回复(\d)/g)].map((match) => match[1] ?? match[2]) : [];
  const fitting = bubbles.length < 2 && last?.kind !== "card" ? [] : offered; // the welcome speaks to guests
  return [...new Set([...fitting, ...examples(holder.role, holder.language)])].slice(0, 3);
}

// What the camera sees: a lake in the evening, drawn here.
function snapshot() {
  const canvas = h("canvas", { width: 480, height: 360 });
  const draw = canvas.getContext("2d");
  const sky = draw.createLinearGradient(0, 0, 0, 220);
  sky.addColorStop(0, "#3b6ea8");
  sky.addColorStop(1, "#f6c28b");
  draw.fillStyle = sky;
  draw.fillRect(0, 0, 480, 220);
  draw.fillStyle = "#fff3d6";
  draw.beginPath();
  draw.arc(340, 160, 26, 0, 7);
  draw.fill();
  draw.fillStyle = "#49607d";
  draw.beginPath();
  for (const [x, y] of [[0, 220], [70, 130], [150, 190], [250, 100], [350, 185], [430, 140], [480, 180], [480, 220]])
    draw.lineTo(x, y);
  draw.fill();
  draw.fillStyle = "#6f97b8";
  draw.fillRect(0, 220, 480, 140);
  draw.fillStyle = "#f6c28b88";
  for (let line = 0; line < 9; line += 1) draw.fillRect(300 - line * 6, 232 + line * 13, 80 + line * 12, 3);
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
}
