// House time: moments arrive as the house's wall clock with its offset, and are shown as that wall clock.

import { language } from "./words.js";

const DAYS = {
  zh: ["周日", "周一", "周二", "周三", "周四", "周五", "周六"],
  en: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
};
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY = 86_400_000;

// The wall clock of a moment as if it were UTC: only its parts are looked at.
export function wall(moment) {
  return new Date(`${moment.slice(0, 19)}Z`);
}

export function hour(date) {
  return date.toISOString().slice(11, 16);
}

export function iso(date) {
  return date.toISOString().slice(0, 10);
}

export function dayName(date) {
  const week = DAYS[language()][date.getUTCDay()];
  if (language() === "zh") return `${date.getUTCMonth() + 1}月${date.getUTCDate()}日 ${week}`;
  return `${week} ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
}

export function plus(date, days) {
  return new Date(date.getTime() + days * DAY);
}

// As WeChat writes it above a message: the nearer the shorter.
export function stamp(moment, now) {
  const at = wall(moment);
  const days = Math.round((Date.parse(iso(now)) - Date.parse(iso(at))) / DAY);
  if (days <= 0) return hour(at);
  if (days === 1) return `${language() === "zh" ? "昨天" : "Yesterday"} ${hour(at)}`;
  if (days < 7) return `${DAYS[language()][at.getUTCDay()]} ${hour(at)}`;
  return `${dayName(at).split(" 周")[0]} ${hour(at)}`;
}

export function short(moment) {
  const at = wall(moment);
  return `${at.getUTCMonth() + 1}/${at.getUTCDate()} ${hour(at)}`;
}
