/**
 * Every word that the screens show, in one place: a file of `messages/` for each screen and one for the frame around them. What the
 * world says (names of steps, reasons, signals) comes from the journal and is not here.
 */
import { api } from './messages/api.ts';
import { compare } from './messages/compare.ts';
import { console } from './messages/console.ts';
import { debrief } from './messages/debrief.ts';
import { decision } from './messages/decision.ts';
import { drill } from './messages/drill.ts';
import { frame } from './messages/frame.ts';
import { help } from './messages/help.ts';
import { home } from './messages/home.ts';
import { keys } from './messages/keys.ts';
import { stores } from './messages/stores.ts';
import { timeline } from './messages/timeline.ts';
import { tour } from './messages/tour.ts';

export const messages = {
  frame,
  keys,
  home,
  help,
  tour,
  drill,
  decision,
  timeline,
  stores,
  api,
  console,
  compare,
  debrief,
} as const;
