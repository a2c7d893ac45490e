// @ts-check
/**
 * The shapes of data that the editor's modules share; nothing runs here.
 *
 * Points are [x, y]. In geometries they are fractions 0..1 of the view box, y down; in the scene
 * they are CSS pixels from the top left of the stage.
 *
 * @typedef {[number, number]} Point
 * @typedef {{kind: string, points: Point[], gap?: number, count?: number}} Geometry
 * @typedef {{points: Point[], closed: boolean, bar?: number}} Piece
 * @typedef {{kind: string, editable: boolean, geometry: Geometry | null, pieces: Piece[],
 *   region_words?: string}} Content what a mark shows
 * @typedef {Content & {id: string}} Mark
 * @typedef {{type: string, family: string, hatch: string, label: string}} Look
 * @typedef {Look & {id: string, number: number | null, size: string, place: string,
 *   sentence?: string, url: string, version: string | number | null, events: string[],
 *   visit: null | {id: string, date: string, label: string}, earlier: boolean,
 *   same_as: unknown, status: string | null, marks: Mark[]}} Lesion
 * @typedef {{state: string, reason?: string}} Covered
 * @typedef {{lesions: Lesion[], coverage: Record<string, Covered>}} Doc
 *
 * @typedef {{key: string, figure: string, title: string, kind: string, width: number,
 *   height: number, svg: string, outlines?: string, subject_right: string,
 *   mm_per_unit?: number, restricted?: boolean,
 *   angles?: {label: string, x: number}[]}} View
 * @typedef {{key: string, figure: string, title: string, group?: string, svg: string,
 *   count: number}} ViewEntry
 * @typedef {{key: string, label: string, family: string, hatch: string, count: number,
 *   recent: boolean, tool: string}} LesionType
 * @typedef {{key: string, side: string, label: string, views: string[]}} RegionEntry
 * @typedef {{figure: string, height_cm: number | null, view: View, views: ViewEntry[],
 *   types: LesionType[], regions: RegionEntry[], lesions: Lesion[],
 *   coverage: Record<string, Covered>, measures?: Record<string, number>,
 *   layers: {events: {id: string, label: string}[], visits: {id: string, label: string}[]}
 *   }} Model what the server gives for one view
 *
 * @typedef {{key: string, side: string, label?: string}} Region
 * @typedef {{width: number, height: number, mmPerUnit?: number,
 *   mount: (layer: SVGGElement) => void, outlines?: () => Promise<void>, regionAt?: (x: number, y: number) => Region | null,
 *   inside?: (x: number, y: number) => boolean,
 *   regionShape?: (key: string, side: string) => SVGPathElement | null}} Backdrop
 *   what is drawn upon; its points are units of its own width and height
 * @typedef {{load: (view?: string) => Promise<Model>,
 *   send: (kind: string, body: Record<string, unknown>, number?: number) => Promise<Answer>,
 *   panel?: (number: number) => Promise<string>}} Store
 * @typedef {{status: number, lesion?: Lesion, coverage?: Record<string, Covered>, said?: string,
 *   problem?: string, counts?: Record<string, number>, measures?: Record<string, number>, region?: string, side?: string, words?: string, length_mm?: number,
 *   area_cm2?: number}} Answer
 */
export {};
