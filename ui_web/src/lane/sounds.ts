/** Three tones: accepted (short, high), refused (two low), attention (rising). The scanner's own beep means only "read". */

import type { Message } from "./desk";

interface Beep {
  readonly hertz: number;
  readonly start_s: number;
  readonly length_s: number;
}

const TONES: Readonly<Record<Message["tone"], readonly Beep[]>> = {
  none: [],
  accepted: [{ hertz: 1760, start_s: 0, length_s: 0.06 }],
  refused: [
    { hertz: 220, start_s: 0, length_s: 0.16 },
    { hertz: 185, start_s: 0.2, length_s: 0.22 },
  ],
  attention: [
    { hertz: 660, start_s: 0, length_s: 0.1 },
    { hertz: 990, start_s: 0.12, length_s: 0.14 },
  ],
};
const LOUDNESS = 0.2;
const FADE_S = 0.015;

let context: AudioContext | null = null;

export function play(tone: Message["tone"]): void {
  if (tone === "none" || typeof AudioContext === "undefined") return;
  context ??= new AudioContext();
  // Outside a kiosk a browser keeps sound back until the first touch; the tone is then only seen, never late.
  if (context.state !== "running") void context.resume();
  else for (const beep of TONES[tone]) sound(context, beep);
}

function sound(audio: AudioContext, { hertz, start_s, length_s }: Beep): void {
  const begin = audio.currentTime + start_s;
  const oscillator = new OscillatorNode(audio, { frequency: hertz, type: "square" });
  const volume = new GainNode(audio, { gain: 0 });
  volume.gain.linearRampToValueAtTime(LOUDNESS, begin + FADE_S);
  volume.gain.setValueAtTime(LOUDNESS, begin + length_s - FADE_S);
  volume.gain.linearRampToValueAtTime(0, begin + length_s);
  oscillator.connect(volume).connect(audio.destination);
  oscillator.start(begin);
  oscillator.stop(begin + length_s);
}
