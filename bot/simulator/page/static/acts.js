// Presses a button of the simulator, and says why when it cannot be done.

import { toast } from "./dom.js";
import { word } from "./words.js";

async function post(path, type, body) {
  let answer;
  try {
    answer = await fetch(path, { method: "POST", headers: { "Content-Type": type }, body });
  } catch {
    toast(word("why.line"));
    return false;
  }
  if (answer.ok) return true;
  const why = answer.status === 409 ? (await answer.json()).why : "line";
  toast(word(`why.${why}`));
  return false;
}

export function act(name, given = {}) {
  return post(`/act/${name}`, "application/json", JSON.stringify(given));
}

export function sendPicture(person, blob) {
  return post(`/picture/${person}`, blob.type, blob);
}
