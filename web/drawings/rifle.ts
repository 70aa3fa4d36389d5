import type { Drawing } from "./drawing.ts";

/** A bolt-action rifle with a wooden stock. */
export const rifle: Drawing = {
  id: "rifle",
  width: 1000,
  height: 290,
  shapes: [
    { is: "steel", d: "M540 152 L612 158 L606 204 Q604 212 594 211 L560 206 Q550 204 547 194 Z" },
    { is: "steel", d: "M610 164 Q610 206 640 209 Q672 210 682 178 L672 176 Q664 198 642 197 Q622 196 622 164 Z" },
    { is: "steel", d: "M640 164 Q642 180 634 194 Q642 198 648 188 Q654 176 652 164 Z" },
    { is: "steel", d: "M16 108 H300 L470 100 V130 L300 126 H16 Z" },
    { is: "steel", d: "M34 108 V96 L42 84 H50 L54 96 V108 Z" },
    {
      is: "wood",
      d: "M168 120 H470 L648 124 Q676 126 700 138 Q716 146 740 146 Q830 140 968 138 Q978 138 979 146 L986 252 Q986 260 976 258 L800 218 Q748 206 712 204 Q686 202 668 186 Q652 172 624 168 L470 158 L192 144 Q168 142 164 130 Q164 120 168 120 Z",
    },
    { is: "steel", d: "M968 138 L979 138 Q984 138 985 146 L991 254 Q991 261 984 260 L976 258 Z" },
    { is: "steel", d: "M248 112 H260 V152 H248 Z M418 108 H432 V160 H418 Z" },
    { is: "steel", d: "M462 96 H560 Q566 96 566 102 V128 H462 Z" },
    { is: "steel", d: "M566 108 H628 V128 H566 Z" },
    { is: "steel", d: "M628 100 H668 Q680 100 690 108 L694 118 Q690 130 676 130 H628 Z" },
    { is: "steel", d: "M690 106 H706 Q712 106 712 114 Q712 121 706 121 H692 Z" },
    { is: "steel", d: "M356 106 L362 92 H410 L414 104 Z" },
    { is: "line", d: "M462 112 H560 M664 100 V130 M560 170 L600 174 M206 134 H410 M440 140 H460" },
    { is: "line", d: "M900 164 a8 8 0 1 0 16 0 a8 8 0 1 0 -16 0" },
  ],
  only: {
    left: [{ is: "line", d: "M570 116 H626" }],
    right: [
      { is: "dark", d: "M566 106 H628 V118 H566 Z" },
      {
        is: "steel",
        d: "M604 110 H622 L630 148 Q636 152 636 160 Q636 172 624 172 Q612 172 612 160 Q612 154 616 150 Z",
      },
    ],
  },
  spots: {
    left: [
      { place: "receiver-ring", x: 490, y: 106 },
      { place: "receiver-left", x: 598, y: 120 },
      { place: "barrel-left", x: 230, y: 116 },
      { place: "barrel-muzzle", x: 26, y: 116 },
      { place: "sight", x: 384, y: 98 },
      { place: "bolt", x: 676, y: 116 },
      { place: "magazine-floor", x: 578, y: 206 },
      { place: "trigger-guard", x: 654, y: 204 },
      { place: "forend", x: 320, y: 142 },
      { place: "stock", x: 850, y: 186 },
      { place: "butt-plate", x: 984, y: 222 },
    ],
    right: [
      { place: "receiver-ring", x: 490, y: 106 },
      { place: "bolt-handle", x: 624, y: 160 },
      { place: "bolt", x: 590, y: 112 },
      { place: "receiver-right", x: 540, y: 118 },
      { place: "barrel-right", x: 230, y: 116 },
      { place: "stock", x: 850, y: 186 },
      { place: "butt-plate", x: 984, y: 222 },
    ],
  },
};
