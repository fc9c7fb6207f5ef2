"""听泉 电水壶：砂光壶身、鹅颈壶嘴、开口手柄、带旋钮的底座。
Electric kettle: satin body, gooseneck spout, open handle, power base with a dial."""
import math

import cadquery as cq

# --- 壶身 Body ---
body_height = 151.0    # mm [130:1:175] 壶身高 Height of the body
belly_radius = 78.0    # mm [72:0.5:84] 腹部半径 Radius at the belly
foot_radius = 70.0     # mm [62:0.5:71] 底部半径 Radius at the foot
mouth_radius = 47.0    # mm [42:0.5:52] 口部半径 Radius at the mouth
wall = 0.5             # mm [0.4:0.1:2] 壁厚 Wall
# --- 壶嘴 Spout ---
spout_reach = 80.0     # mm [64:1:96] 伸出 Reach beyond the belly
spout_tip = 12.0       # mm [9:0.5:15] 嘴口直径 Diameter at the tip
# --- 手柄 Handle ---
handle_reach = 50.0    # mm [42:1:60] 握空 Reach beyond the belly
grip_width = 24.0      # mm [19:0.5:28] 握宽 Width of the grip
# --- 壶盖 Lid ---
lid_dome = 8.0         # mm [4:0.5:12] 盖拱 Rise of the lid
knob = "ball"          # [ball, disc] 盖钮 Knob
# --- 底座 Base ---
base_height = 17.0     # mm [14:0.5:24] 座高 Height
base_length = 60.0     # mm [48:1:80] 加长 Length beyond the round end
dial_diameter = 35.0   # mm [28:0.5:38] 旋钮直径 Diameter of the dial
vent_diameter = 3.5    # mm [2.5:0.25:4.5] 散热孔径 Diameter of a vent
vent_rings = 4         # [2:1:6] 散热孔圈数 Rings of vents

z0 = base_height + 1.0                  # 壶底离桌面 underside of the body above the table
top = z0 + body_height


def curve(points):
    """过各点 (半径, z)：两点直线，三点圆弧，多点样条。 Through points (radius, z): two a line, three an arc, more a spline."""
    points = [cq.Vector(x, 0, z) for x, z in points]
    make = {2: cq.Edge.makeLine, 3: cq.Edge.makeThreePointArc}.get(len(points))
    return make(*points) if make else cq.Edge.makeSpline(points)


def inset(points, depth):
    """内侧 depth 处的平行线。 The parallel of a curve, ``depth`` inside."""
    line, last = curve(points), len(points) - 1 if len(points) < 4 else 10
    steps = [i / last for i in range(last + 1)]
    return [(p.x - t.z * depth, p.z + t.x * depth) for p, t in zip(line.positions(steps), line.tangents(steps))]


def turned(*lines):
    """首尾相接的线绕 Z 轴旋转成实体。 A solid: curves end to end, turned round Z."""
    outline = cq.Wire.assembleEdges([curve(line) for line in lines])
    return cq.Workplane(cq.Solid.revolve(outline, [], 360, cq.Vector(0, 0, 0), cq.Vector(0, 0, 1)))


def rings(points, radii, aspect=1.0):
    """沿样条均匀排开的椭圆。 Ellipses evenly across a spline, one for each radius."""
    path, steps = curve(points), [i / (len(radii) - 1) for i in range(len(radii))]
    planes = [cq.Plane(p, (0, 1, 0), t) for p, t in zip(path.positions(steps), path.tangents(steps))]
    return [cq.Workplane(plane).ellipse(r * aspect, r).wires().val() for plane, r in zip(planes, radii)]


def pipe(points, radii, thickness):
    """两端开口的管：外壁、内壁与两个环形端面缝成实体。 An open pipe: outer and inner wall, sewn to two annular ends."""
    outer, inner = rings(points, radii), rings(points, [r - thickness for r in radii])
    walls = [face for wires in (outer, inner) for face in cq.Solid.makeLoft(wires).Faces() if face.geomType() != "PLANE"]
    ends = [cq.Face.makeFromWires(outer[i], [inner[i]]) for i in (0, -1)]
    return cq.Workplane(cq.Solid.makeSolid(cq.Shell.makeShell(walls + ends)))


# --- 壶身 Body: sheet turned round Z, rounded at the foot, with a hole to the spout ---
side = [(foot_radius, z0 + 4), (foot_radius + (belly_radius - foot_radius) * 0.75, z0 + body_height * 0.13)] + [
    (mouth_radius + (belly_radius - mouth_radius) * share, z0 + body_height * height)
    for share, height in ((1.0, 0.27), (0.92, 0.45), (0.6, 0.75), (0.11, 0.96), (0.0, 1.0))
]
lean = curve(side).tangentAt(0)
r = 4 / (1 - lean.x)                    # 与底面、壁面相切的圆角 rounding that touches underside and side
x = foot_radius - r * lean.z
way = (cq.Vector(lean.z, 0, -lean.x - 1)).normalized() * r
outer = [[(0, z0), (x, z0)], [(x, z0), (x + way.x, z0 + r + way.z), side[0]], side]
inner = [inset(line, wall) for line in outer]
full = turned(*outer, [side[-1], (0, top)], [(0, top), (0, z0)])
body = turned(*outer, [side[-1], inner[2][-1]], *(line[::-1] for line in inner[::-1]), [(0, z0 + wall), (0, z0)])
body = body.cut(cq.Workplane("YZ", origin=(-belly_radius - 5, 0, z0 + body_height * 0.27)).circle(9).extrude(30))

# --- 壶嘴 Spout: a hollow gooseneck, open at both ends, trimmed by the body ---
neck = [(belly_radius - 14, 0.26), (belly_radius + 24, 0.35), (belly_radius + 38, 0.63),
        (belly_radius + spout_reach * 0.7, 0.90), (belly_radius + spout_reach, 0.945)]
spout = pipe([(-x, z0 + body_height * h) for x, h in neck], [16.0, 11.5, 8.6, 7.2, spout_tip / 2], 0.8).cut(full)

# --- 口圈与壶盖 Ring on the mouth, lid of sheet, knob ---
section = cq.Workplane("XZ", origin=(mouth_radius - 1.7, 0, top + 1.6)).sketch().rect(5, 3.2).vertices(">Y").fillet(1.2).finalize()
ring = section.revolve(360, (1.7 - mouth_radius, 0, 0), (1.7 - mouth_radius, 1, 0))
seat, rise = mouth_radius - 4.6, top + 2.4
dome = [(seat, rise), (seat * 0.62, rise + lid_dome * 0.72), (seat * 0.3, rise + lid_dome * 0.94), (0, rise + lid_dome)]
under = [(radius * (1 - 0.8 / seat), z - 0.8) for radius, z in dome]
lid = turned([(seat, top - 1), dome[0]], dome, [dome[-1], under[-1]], under[::-1], [under[0], (seat - 0.8, top - 1)], [(seat - 0.8, top - 1), (seat, top - 1)])
stud = rise + lid_dome - 0.6
if knob == "ball":
    grip = [(5.4, stud), (4.8, stud + 5), (8.5, stud + 9), (12.4, stud + 13), (11.4, stud + 17.5), (0, stud + 19.4)]
    knob_body = turned(grip, [grip[-1], (0, stud)], [(0, stud), grip[0]])
else:
    knob_body = cq.Workplane(origin=(0, 0, stud)).circle(6).extrude(6).faces(">Z").workplane().circle(15).extrude(7).faces(">Z").edges().fillet(2.4)

# --- 手柄 Handle: open at the lower end, thickest in the palm ---
grip = [(mouth_radius - 6, top - 19), (belly_radius + 8, top - 10), (belly_radius + handle_reach * 0.76, top - 13),
        (belly_radius + handle_reach, top - 38), (belly_radius + handle_reach * 0.88, top - 76), (belly_radius + handle_reach * 0.64, top - 106)]
thick = grip_width / 2.5
handle = cq.Workplane(cq.Solid.makeLoft(rings(grip, [thick * share for share in (0.62, 0.74, 0.84, 0.92, 0.9, 0.76)], 1.25)))
handle = handle.faces(cq.NearestToPointSelector((grip[-1][0], 0, grip[-1][1]))).edges().fillet(thick * 0.3).cut(full)

# --- 底座 Base: a hollow shell with a recess for the body, a floor with rings of vents, feet, dial and its lights ---
end = belly_radius + 5.0                                # 圆头半径 radius of the round ends
outline = cq.Workplane(origin=(base_length / 2, 0, 1.5))
shell = outline.slot2D(base_length + 2 * end, 2 * end).extrude(base_height - 1.5).faces(">Z").edges().fillet(5).faces("<Z").shell(-2.4)
recess = cq.Workplane(origin=(0, 0, base_height - 1.2))
shell = shell.cut(recess.circle(foot_radius + 1.5).extrude(3))
vents = []
for i in range(vent_rings):
    r = 24 + (end - 40) * i / (vent_rings - 1)
    count = int(2 * math.pi * r / (3 * vent_diameter))
    vents += [(r * math.cos(2 * math.pi * j / count) - base_length / 2, r * math.sin(2 * math.pi * j / count)) for j in range(count)]
floor = outline.slot2D(base_length + 2 * end - 5.2, 2 * end - 5.2).pushPoints(vents).circle(vent_diameter / 2).extrude(2)
corners = [(-end * 0.62, end * 0.62), (-end * 0.62, -end * 0.62), (base_length + end * 0.62, end * 0.62), (base_length + end * 0.62, -end * 0.62)]
feet = cq.Workplane().pushPoints(corners).circle(7).extrude(1.5)
coupler = recess.circle(24).extrude(2.2)
panel = cq.Workplane(origin=((belly_radius + base_length + end) / 2, 0, base_height))
dial = panel.circle(dial_diameter / 2).extrude(10.5).faces(">Z").edges().fillet(1.6)
pointer = panel.workplane(offset=10.5).center(0, -dial_diameter * 0.26).slot2D(dial_diameter * 0.3, 2.2, 90).extrude(0.4)
light = panel.circle(dial_diameter / 2 + 2.4).circle(dial_diameter / 2 + 0.8).extrude(0.6).add(pointer)

# --- 装配 Product tree ---
kettle = cq.Assembly(name="听泉电水壶")
for name, parts in (
    ("壶体", [("壶身", body, "#a4b19b"), ("壶嘴", spout, "#a4b19b"), ("口圈", ring, "#c9ccca")]),
    ("壶盖", [("盖", lid, "#a4b19b"), ("盖钮", knob_body, "#6b4430")]),
    ("底座", [("座壳", shell, "#2b2d2e"), ("底板", floor, "#2b2d2e"), ("脚垫", feet, "#1d1e1f"),
              ("耦合器", coupler, "#3a3c3d"), ("旋钮", dial, "#6f7372"), ("指示环", light, "#ffe3b3")]),
):
    group = cq.Assembly(name=name)
    for part, solid, color in parts:
        group.add(solid, name=part, color=cq.Color(color))
    kettle.add(group)
kettle.add(handle, name="手柄", color=cq.Color("#2b2d2e"))
show_object(kettle)
