// @ts-check
/** Own icons on a grid of 20 x 20, one stroke; the word beside or on them says what they mean. */

import { svg } from "./dom.js";

/** @type {Record<string, string>} */
const PATHS = {
  select: "M5 3L15 9.5L10.4 10.8L7.6 15.2Z",
  point: "M10 7.2A2.8 2.8 0 1 1 9.99 7.2Z",
  line: "M4 16L16 4",
  arrow: "M4 16L16 4M9 4H16V11",
  freehand: "M3 13C5 6 8 7 9 10S12 15 17 7",
  polygon: "M10 3.5L16.5 8.4L14 16H6L3.5 8.4Z",
  outline: "M10 4.5C14 4.2 17.3 6.8 17 10.2C16.7 13.7 13.6 15.8 9.7 15.5C5.8 15.2 2.7 13 3 9.8C3.3 6.6 6.2 4.8 10 4.5Z",
  tramline: "M3.5 11L13.5 4M6.5 16L16.5 9",
  cluster: "M5 6h0M10 4.5h0M15 6.5h0M7.5 10.5h0M13 10.5h0M5.5 15h0M11 15h0M15.5 14h0",
  ring: "M6.5 2.5V17.5M13.5 2.5V17.5M6.5 8.2C8 10 12 10 13.5 8.2M6.5 11.8C8 13.6 12 13.6 13.5 11.8",
  undo: "M7.5 4L4 7.5L7.5 11M4.5 7.5H12A4 4 0 0 1 12 15.5H8",
  redo: "M12.5 4L16 7.5L12.5 11M15.5 7.5H8A4 4 0 0 0 8 15.5H12",
  zoom: "M8.8 3.5A5.3 5.3 0 1 1 8.79 3.5ZM12.7 12.7L17 17M6.4 8.8H11.2M8.8 6.4V11.2",
  zoomOut: "M8.8 3.5A5.3 5.3 0 1 1 8.79 3.5ZM12.7 12.7L17 17M6.4 8.8H11.2",
  coverage: "M4 4H16V16H4ZM4 10L10 4M4 16L16 4M10 16L16 10",
  list: "M7.5 5H17M7.5 10H17M7.5 15H17M3.5 5h0M3.5 10h0M3.5 15h0",
  layers: "M10 3.5L17 7.2L10 10.9L3 7.2ZM3 10.4L10 14.1L17 10.4",
  chevron: "M5.5 8L10 12.5L14.5 8",
  close: "M5 5L15 15M15 5L5 15",
  palette: "M4 4H9V9H4ZM11 4H16V9H11ZM4 11H9V16H4ZM11 11H16V16H11Z",
  keys: "M2.5 5.5H17.5V14.5H2.5ZM5.5 8.5h0M8.5 8.5h0M11.5 8.5h0M14.5 8.5h0M6.5 11.8H13.5",
  tick: "M4 10.5L8.2 14.5L16 6",
  warning: "M10 3L18 16.5H2ZM10 8V12M10 14.2V14.3",
};

/** @param {string} name @param {number} [size] */
export function icon(name, size = 20) {
  return svg(
    "svg",
    { class: "icon", viewBox: "0 0 20 20", width: size, height: size, "aria-hidden": "true", focusable: "false" },
    svg("path", { d: PATHS[name] }),
  );
}
