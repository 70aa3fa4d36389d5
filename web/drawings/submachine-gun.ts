import type { Drawing } from "./drawing.ts";

/** A sub-machine gun with the magazine in the grip and a folding stock, unfolded. */
export const submachineGun: Drawing = {
  id: "submachine-gun",
  width: 860,
  height: 430,
  shapes: [
    { is: "steel", d: "M22 142 H84 V160 H22 Q18 160 18 156 V146 Q18 142 22 142 Z" },
    { is: "steel", d: "M78 130 H112 V174 H78 Q74 174 74 168 V136 Q74 130 78 130 Z" },
    { is: "line", d: "M84 130 V174 M92 130 V174 M100 130 V174" },
    { is: "steel", d: "M352 330 L438 330 L444 410 Q444 416 438 416 H362 Q356 416 356 410 Z" },
    { is: "line", d: "M372 332 L376 414 M422 332 L426 414" },
    { is: "steel", d: "M270 204 Q266 256 292 262 L344 262 V250 L298 250 Q282 246 284 204 Z" },
    { is: "steel", d: "M316 204 Q318 224 306 240 Q314 246 322 234 Q330 218 328 204 Z" },
    { is: "steel", d: "M332 200 L432 200 Q436 224 440 260 L448 326 Q449 336 440 336 L352 336 Q344 336 343 326 Z" },
    { is: "wood", d: "M350 246 L436 246 L444 320 Q444 326 438 326 L358 326 Q352 326 352 320 Z" },
    { is: "line", d: "M356 262 H440 M356 276 H441 M358 290 H442 M358 304 H443" },
    { is: "wood", d: "M120 200 H260 L254 236 Q252 244 242 244 Q190 248 142 240 Q132 238 130 230 Z" },
    { is: "line", d: "M140 212 H250 M140 224 H248" },
    { is: "steel", d: "M562 150 H600 L792 158 V172 L600 178 H562 Z" },
    { is: "steel", d: "M556 196 L580 186 L792 238 L790 252 L576 206 Z" },
    { is: "steel", d: "M788 128 Q808 126 812 142 L820 280 Q820 294 804 290 L788 284 Z" },
    { is: "steel", d: "M112 104 H556 Q566 104 566 114 V204 H122 Q112 204 112 194 Z" },
    {
      is: "steel",
      d: "M144 104 V78 Q144 72 150 72 H158 Q164 72 164 78 V104 Z M500 104 V76 Q500 70 506 70 H524 Q530 70 530 76 V104 Z",
    },
    { is: "steel", d: "M300 104 L304 84 Q306 80 312 80 H334 Q340 80 342 84 L346 104 Z" },
    { is: "line", d: "M112 128 H566 M112 186 H566 M150 140 H270 M150 156 H270 M150 172 H270 M540 128 V186" },
  ],
  only: {
    left: [
      { is: "steel", d: "M352 208 H398 Q404 208 404 214 Q404 221 398 221 H352 Q346 221 346 214 Q346 208 352 208 Z" },
      { is: "line", d: "M358 211 V218 M364 211 V218 M370 211 V218" },
    ],
    right: [
      {
        is: "dark",
        d: "M314 132 H420 Q424 132 424 136 V162 Q424 166 420 166 H314 Q310 166 310 162 V136 Q310 132 314 132 Z",
      },
      { is: "line", d: "M420 148 H478" },
    ],
  },
  spots: {
    left: [
      { place: "receiver-left", x: 440, y: 156 },
      { place: "receiver-cover", x: 240, y: 116 },
      { place: "barrel-muzzle", x: 46, y: 151 },
      { place: "forend", x: 196, y: 222 },
      { place: "trigger-guard", x: 284, y: 250 },
      { place: "grip", x: 396, y: 286 },
      { place: "magazine", x: 400, y: 376 },
      { place: "stock", x: 690, y: 166 },
      { place: "butt-plate", x: 804, y: 220 },
    ],
    right: [
      { place: "receiver-right", x: 500, y: 166 },
      { place: "bolt", x: 366, y: 148 },
      { place: "receiver-cover", x: 240, y: 116 },
      { place: "lower-receiver", x: 386, y: 222 },
      { place: "magazine", x: 400, y: 376 },
      { place: "stock", x: 690, y: 166 },
    ],
  },
};
