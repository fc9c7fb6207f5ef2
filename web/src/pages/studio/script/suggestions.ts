/** Suggestions of CadQuery's own names after a dot or at the start of a word; Python's come from its language package. */
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete'

const METHODS = `add all ancestors bezier box center chamfer circle close combine compounds consolidateWires copyWorkplane cskHole cut
cutBlind cutEach cutThruAll cylinder each eachpoint edges ellipse ellipseArc end endAtPoint extrude faces fillet findFaces findSolid
first getSiblings hLine hLineTo hole interpPlate intersect item last line lineTo lines loft mirror mirrorX mirrorY moveTo
move newObject offset2D parametricCurve parametricSurface placeSketch polarArray polarLine polarLineTo polygon polyline pushPoints
radiusArc rarray rect revolve rotate rotateAboutCenter sagittaArc section shells shell siblings size sketch slot2D solids sort sphere
spline splineApprox split sweep tag tangentArcPoint text threePointArc transformed translate twistExtrude union val vals vertices
vLine vLineTo wedge wire wires workplane workplaneFromTagged`

const TOP = 'show_object debug describe_parameter cadquery cq Workplane Sketch Assembly Color Location Plane Vector Edge Wire Face Solid Shape Compound'

const asList = (names: string, type: string): Completion[] => [...new Set(names.split(/\s+/))].map((label) => ({ label, type }))
const methods = asList(METHODS, 'method')
const top = asList(TOP, 'function')

export function cadquerySuggestions(context: CompletionContext): CompletionResult | null {
  const method = context.matchBefore(/\.\w*/)
  if (method) return { from: method.from + 1, options: methods, validFor: /^\w*$/ }
  const word = context.matchBefore(/\w+/)
  if (!word && !context.explicit) return null
  return { from: word?.from ?? context.pos, options: top, validFor: /^\w*$/ }
}
