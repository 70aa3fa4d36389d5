import type { Drawing } from "./drawing.ts";

/** A self-loading rifle of the Kalashnikov pattern. */
export const assaultRifle: Drawing = {
  id: "assault-rifle",
  width: 1000,
  height: 350,
  shapes: [
    { is: "steel", d: "M62 112 H290 V126 H62 Z" },
    { is: "steel", d: "M18 108 H62 V130 H18 L14 126 V112 Z" },
    { is: "steel", d: "M108 134 V96 Q100 86 104 76 H112 L114 88 H124 L126 76 H134 Q138 86 130 96 V134 Z" },
    { is: "steel", d: "M238 134 V104 L258 84 H276 V134 Z" },
    { is: "steel", d: "M276 84 H300 V104 H276 Z" },
    { is: "wood", d: "M298 80 Q298 76 304 76 H410 V106 H298 Z" },
    { is: "wood", d: "M288 110 H420 L424 152 Q372 164 300 150 Q288 146 288 138 Z" },
    { is: "steel", d: "M410 74 H456 V116 H410 Z" },
    { is: "steel", d: "M414 76 L476 60 Q482 60 482 66 L456 80 Z" },
    {
      is: "steel",
      d: "M436 164 L520 164 Q520 236 482 318 Q478 326 468 323 L398 296 Q389 292 393 282 Q434 214 436 164 Z",
    },
    {
      is: "line",
      d: "M452 164 Q452 224 410 292 M470 164 Q470 230 430 302 M488 164 Q488 238 450 310 M506 164 Q506 240 470 316",
    },
    {
      is: "steel",
      d: "M532 166 V186 Q532 200 548 200 H606 Q624 200 626 184 V166 H616 V182 Q614 190 606 190 H550 Q542 190 542 182 V166 Z",
    },
    { is: "steel", d: "M574 166 Q576 180 566 192 Q574 196 582 184 Q588 174 586 166 Z" },
    {
      is: "wood",
      d: "M622 166 L674 166 L720 276 Q724 288 712 290 L676 294 Q664 294 661 284 L636 196 Q632 180 622 178 Z",
    },
    { is: "wood", d: "M716 108 L748 112 L966 134 Q977 136 978 146 L984 250 Q984 262 972 259 L760 184 L716 166 Z" },
    { is: "steel", d: "M966 134 L978 136 Q985 138 986 148 L991 252 Q991 262 982 262 L972 259 Z" },
    { is: "steel", d: "M416 106 H718 V158 Q718 168 708 168 H440 Q420 166 416 150 Z" },
    { is: "steel", d: "M456 80 H688 Q712 84 718 108 H456 Z" },
    {
      is: "line",
      d: "M480 80 V106 M500 80 V106 M520 80 V106 M620 80 V106 M640 80 V106 M690 84 V106 M416 118 H456 M690 168 V108",
    },
    {
      is: "line",
      d: "M546 140 a5 5 0 1 0 10 0 a5 5 0 1 0 -10 0 M604 140 a5 5 0 1 0 10 0 a5 5 0 1 0 -10 0 M300 128 H412",
    },
  ],
  only: {
    left: [
      { is: "steel", d: "M476 130 L532 126 V146 L476 150 Z" },
      {
        is: "line",
        d: "M482 138 H526 M436 128 a4 4 0 1 0 8 0 a4 4 0 1 0 -8 0 M436 150 a4 4 0 1 0 8 0 a4 4 0 1 0 -8 0",
      },
    ],
    right: [
      { is: "dark", d: "M474 108 H604 V124 H474 Z" },
      { is: "steel", d: "M478 110 H560 V122 H478 Z" },
      { is: "steel", d: "M508 112 H524 Q530 112 530 120 Q530 132 518 132 Q508 132 508 122 Z" },
      {
        is: "steel",
        d: "M600 134 L690 122 Q698 122 698 130 Q698 137 690 138 L604 146 Q596 146 596 140 Q596 136 600 134 Z",
      },
    ],
  },
  spots: {
    left: [
      { place: "trunnion-left", x: 440, y: 138 },
      { place: "receiver-left", x: 650, y: 136 },
      { place: "receiver-cover", x: 572, y: 94 },
      { place: "sight", x: 448, y: 68 },
      { place: "gas-block", x: 256, y: 110 },
      { place: "barrel-left", x: 190, y: 118 },
      { place: "barrel-muzzle", x: 38, y: 118 },
      { place: "forend", x: 352, y: 134 },
      { place: "magazine", x: 452, y: 240 },
      { place: "grip", x: 676, y: 232 },
      { place: "stock", x: 860, y: 180 },
      { place: "butt-plate", x: 984, y: 212 },
    ],
    right: [
      { place: "bolt-carrier", x: 570, y: 116 },
      { place: "receiver-right", x: 640, y: 152 },
      { place: "receiver-cover", x: 520, y: 92 },
      { place: "barrel-right", x: 190, y: 118 },
      { place: "magazine", x: 452, y: 240 },
      { place: "stock", x: 860, y: 180 },
    ],
  },
};
