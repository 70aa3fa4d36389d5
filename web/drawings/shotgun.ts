import type { Drawing } from "./drawing.ts";

/** A break-action shotgun, barrels one above the other. */
export const shotgun: Drawing = {
  id: "shotgun",
  width: 1000,
  height: 290,
  shapes: [
    { is: "steel", d: "M610 174 Q606 220 644 224 Q690 226 706 178 L696 174 Q682 214 646 212 Q618 210 622 174 Z" },
    { is: "steel", d: "M644 172 Q646 192 634 206 Q642 212 650 200 Q658 186 656 172 Z" },
    {
      is: "wood",
      d: "M690 112 Q716 124 752 128 Q830 126 972 118 Q981 118 982 126 L989 238 Q989 246 980 244 L820 206 Q782 196 760 200 Q742 208 718 206 Q702 204 700 188 L688 168 Z",
    },
    { is: "dark", d: "M972 118 H981 Q987 118 988 126 L994 240 Q994 247 987 246 L980 244 Z" },
    { is: "wood", d: "M312 136 H566 V164 Q450 176 346 156 Q316 150 312 136 Z" },
    { is: "steel", d: "M18 114 H566 V137 H18 Z" },
    { is: "steel", d: "M18 90 H566 V114 H18 Z" },
    { is: "steel", d: "M18 82 H566 V90 H18 Z" },
    { is: "steel", d: "M24 82 a4 5 0 0 1 8 0 Z" },
    {
      is: "steel",
      d: "M566 82 H646 Q672 84 690 104 L698 126 Q702 148 690 170 Q676 178 640 178 H590 Q570 176 566 160 Z",
    },
    { is: "steel", d: "M640 82 Q660 72 712 80 Q720 82 718 88 Q716 92 708 92 L676 92 Q660 84 640 86 Z" },
    {
      is: "line",
      d: "M566 137 H590 Q600 137 600 148 V164 M584 160 a7 7 0 1 0 14 0 a7 7 0 1 0 -14 0 M600 100 H648 Q664 102 674 116",
    },
    {
      is: "line",
      d: "M60 82 V90 M120 82 V90 M180 82 V90 M240 82 V90 M300 82 V90 M360 82 V90 M420 82 V90 M480 82 V90 M540 82 V90",
    },
    {
      is: "line",
      d: "M360 148 L400 138 M390 152 L430 138 M420 156 L460 138 M450 158 L490 138 M480 160 L520 138 M718 140 L740 190 M734 140 L752 184 M750 142 L764 180",
    },
  ],
  only: { left: [], right: [] },
  spots: {
    left: [
      { place: "receiver-left", x: 640, y: 138 },
      { place: "barrel-left", x: 200, y: 102 },
      { place: "barrel-flats", x: 540, y: 112 },
      { place: "action-flat", x: 578, y: 98 },
      { place: "barrel-muzzle", x: 30, y: 112 },
      { place: "forend", x: 440, y: 154 },
      { place: "trigger-guard", x: 640, y: 216 },
      { place: "tang", x: 704, y: 92 },
      { place: "stock", x: 860, y: 164 },
      { place: "butt-plate", x: 986, y: 204 },
    ],
    right: [
      { place: "receiver-right", x: 640, y: 138 },
      { place: "barrel-right", x: 200, y: 102 },
      { place: "barrel-chamber", x: 540, y: 112 },
      { place: "forend", x: 440, y: 154 },
      { place: "stock", x: 860, y: 164 },
    ],
  },
};
