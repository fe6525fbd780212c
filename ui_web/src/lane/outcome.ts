/** What a key leads to. */

import type { Intent } from "../contract";
import type { Desk, Message } from "./desk";

export interface Outcome {
  readonly desk: Desk;
  readonly intent?: Intent;
  readonly message?: Message;
}

/** Nothing but a word. */
export function refused(desk: Desk, code: string): Outcome {
  return { desk, message: { code, args: {}, tone: "refused" } };
}
