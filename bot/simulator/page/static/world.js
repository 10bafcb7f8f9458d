// What the simulator told, as it stands now, and who wants to hear of changes. Only this module listens to the feed.

import { wall } from "./times.js";

export const world = {
  ready: false,
  people: [],
  bubbles: {},
  lines: [],
  outbox: { waiting: [], over: [] },
  account: { kind: "service", menu: true },
  menu: [],
  codes: [],
  group: false,
  languages: [],
  faults: {},
  house: { name: "", rooms: [] },
};
let began = { wall: 0, at: 0 };
const listeners = {};

export function on(name, listener) {
  (listeners[name] ??= []).push(listener);
}

export function tell(name, data) {
  for (const listener of listeners[name] ?? []) listener(data);
}

// The house's wall clock now.
export function now() {
  return new Date(began.wall + (performance.now() - began.at));
}

export function person(id) {
  return world.people.find((one) => one.id === id);
}

function setClock(clock) {
  began = { wall: wall(clock.now).getTime(), at: performance.now() };
}

const HEARD = {
  whole(data) {
    Object.assign(world, data, { ready: true });
    setClock(data.clock);
  },
  state(data) {
    Object.assign(world, data);
  },
  bubble(data) {
    const bubbles = (world.bubbles[data.person] ??= []);
    if (!bubbles.some((one) => one.number === data.bubble.number)) bubbles.push(data.bubble);
  },
  line(data) {
    world.lines.push(data);
    if (world.lines.length > 300) world.lines.shift();
  },
  clock: setClock,
};

export function listen() {
  const source = new EventSource("/events");
  for (const [name, hear] of Object.entries(HEARD)) {
    source.addEventListener(name, (event) => {
      const data = JSON.parse(event.data);
      hear(data);
      tell(name, data);
    });
  }
  source.addEventListener("open", () => tell("line-up", true));
  source.addEventListener("error", () => tell("line-up", false)); // it tries again by itself
}
