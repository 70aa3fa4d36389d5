import type { Drawing } from "./drawing.ts";

/** A double-action revolver with a swing-out cylinder. */
export const revolver: Drawing = {
  id: "revolver",
  width: 680,
  height: 430,
  shapes: [
    { is: "steel", d: "M470 108 Q488 102 494 84 Q498 72 512 74 Q522 78 518 88 Q508 96 506 110 Q504 132 486 150 Z" },
    {
      is: "steel",
      d: "M300 206 Q292 262 322 284 Q344 298 386 290 Q416 284 428 256 L412 244 Q404 268 380 273 Q346 278 332 266 Q314 250 318 206 Z",
    },
    { is: "steel", d: "M352 214 Q354 240 340 258 Q338 264 346 265 Q358 264 366 248 Q372 232 370 210 Z" },
    {
      is: "wood",
      d: "M424 252 Q444 226 470 222 L496 178 Q518 190 530 212 Q544 240 552 280 Q564 336 580 382 Q584 402 566 406 Q520 414 482 404 Q466 398 464 380 Q458 310 424 252 Z",
    },
    { is: "steel", d: "M36 98 H300 V142 H84 Q62 144 40 138 Q34 134 36 124 Z" },
    { is: "steel", d: "M104 142 H300 V166 H122 Q104 162 104 142 Z" },
    { is: "steel", d: "M48 98 Q62 72 92 74 Q102 76 104 98 Z" },
    {
      is: "steel",
      d: "M292 86 H448 Q464 90 470 108 L480 148 Q486 168 498 178 Q486 202 478 218 Q470 238 444 244 L424 254 Q410 226 376 216 L306 210 Q290 204 290 184 Z",
    },
    { is: "dark", d: "M312 104 H434 V194 H312 Z" },
    { is: "steel", d: "M316 108 Q316 101 324 101 H424 Q431 101 431 108 V190 Q431 198 424 198 H324 Q316 198 316 190 Z" },
    {
      is: "line",
      d: "M326 122 H384 Q396 122 396 128 Q396 134 384 134 H326 M326 164 H384 Q396 164 396 170 Q396 176 384 176 H326 M412 101 V198",
    },
    {
      is: "line",
      d: "M36 112 H290 M116 154 H290 M440 86 V94 H460 M496 300 a10 10 0 1 0 20 0 a10 10 0 1 0 -20 0 M499 306 L513 294",
    },
    { is: "line", d: "M306 210 Q312 198 312 194 M436 196 Q450 206 452 222" },
  ],
  only: {
    left: [
      { is: "steel", d: "M440 150 H466 Q472 150 472 157 Q472 164 466 164 H440 Q434 164 434 157 Q434 150 440 150 Z" },
      { is: "line", d: "M442 154 V160 M448 154 V160 M454 154 V160 M460 154 V160" },
    ],
    right: [
      {
        is: "line",
        d: "M440 214 a5 5 0 1 0 10 0 a5 5 0 1 0 -10 0 M446 128 a5 5 0 1 0 10 0 a5 5 0 1 0 -10 0 M434 196 L470 216",
      },
    ],
  },
  spots: {
    left: [
      { place: "barrel-left", x: 190, y: 126 },
      { place: "barrel-muzzle", x: 46, y: 118 },
      { place: "cylinder", x: 360, y: 150 },
      { place: "crane", x: 304, y: 190 },
      { place: "frame-left", x: 458, y: 186 },
      { place: "trigger-guard", x: 326, y: 276 },
      { place: "grip", x: 520, y: 260 },
      { place: "butt", x: 520, y: 404 },
    ],
    right: [
      { place: "barrel-right", x: 190, y: 126 },
      { place: "cylinder", x: 360, y: 150 },
      { place: "frame-right", x: 458, y: 172 },
      { place: "grip", x: 520, y: 260 },
      { place: "butt", x: 520, y: 404 },
    ],
  },
};
