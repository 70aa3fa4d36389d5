import type { Drawing } from "./drawing.ts";

/** A self-loading pistol with a fixed barrel and an outside hammer. */
export const pistol: Drawing = {
  id: "pistol",
  width: 640,
  height: 440,
  shapes: [
    { is: "steel", d: "M516 122 L530 96 Q537 87 546 93 Q550 98 546 105 L536 124 Q530 138 516 146 Z" },
    {
      is: "steel",
      d: "M206 160 Q200 216 226 240 Q242 253 292 252 L318 251 Q350 247 357 214 L344 192 Q338 232 312 236 L286 237 Q248 238 236 226 Q221 210 227 166 Z",
    },
    { is: "steel", d: "M284 168 Q284 196 266 218 Q262 224 268 227 Q280 230 288 219 Q303 196 304 168 Z" },
    {
      is: "steel",
      d: "M182 146 L512 150 Q534 152 548 168 Q552 176 543 179 Q516 184 512 205 Q510 214 513 226 L548 388 Q550 402 536 404 L414 412 Q402 412 399 400 L358 222 Q353 200 342 192 L337 170 L206 168 Q186 164 182 146 Z",
    },
    {
      is: "wood",
      d: "M368 208 Q380 200 420 198 L484 198 Q498 200 501 214 L535 378 Q536 388 527 389 L421 397 Q411 397 408 388 Z",
    },
    { is: "steel", d: "M406 411 L544 402 L548 416 Q549 424 541 425 L418 433 Q410 433 408 424 Z" },
    {
      is: "steel",
      d: "M52 98 Q54 80 70 78 L484 78 Q502 80 508 96 L516 150 L182 148 Q176 158 164 158 L76 154 Q54 152 52 138 Z",
    },
    { is: "steel", d: "M84 78 L92 65 H104 L116 78 Z" },
    { is: "steel", d: "M446 78 L450 64 Q451 62 454 62 H474 L482 78 Z" },
    { is: "line", d: "M76 92 H440 M182 148 Q230 146 250 146 M64 98 Q60 118 64 140" },
    { is: "line", d: "M486 88 L494 142 M478 88 L486 142 M470 88 L478 142" },
    { is: "line", d: "M445 298 a11 11 0 1 0 22 0 a11 11 0 1 0 -22 0 M448 304 L464 292" },
  ],
  only: {
    left: [
      {
        is: "steel",
        d: "M424 106 Q424 97 434 97 H450 Q462 97 462 108 Q462 119 450 119 L430 132 Q420 136 416 128 Q414 122 424 116 Z",
      },
      { is: "steel", d: "M298 160 H372 Q382 160 382 168 Q382 174 374 174 H314 Q298 174 298 160 Z" },
      { is: "line", d: "M446 108 a4 4 0 1 0 8 0 a4 4 0 1 0 -8 0" },
    ],
    right: [
      { is: "dark", d: "M232 88 H344 Q350 88 350 94 V118 Q350 122 344 122 H240 Q232 122 232 114 Z" },
      { is: "line", d: "M350 104 H412 V114 H350 M330 92 V118" },
    ],
  },
  spots: {
    left: [
      { place: "slide-left", x: 300, y: 116 },
      { place: "frame-left", x: 262, y: 158 },
      { place: "trigger-guard", x: 232, y: 236 },
      { place: "barrel-muzzle", x: 60, y: 118 },
      { place: "grip", x: 430, y: 244 },
      { place: "butt", x: 512, y: 396 },
      { place: "magazine-floor", x: 436, y: 420 },
    ],
    right: [
      { place: "slide-right", x: 160, y: 116 },
      { place: "barrel-chamber", x: 290, y: 104 },
      { place: "frame-right", x: 262, y: 158 },
      { place: "trigger-guard", x: 232, y: 236 },
      { place: "grip", x: 430, y: 244 },
      { place: "magazine-floor", x: 436, y: 420 },
    ],
  },
};
