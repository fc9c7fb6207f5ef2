"""听泉 电水壶：砂光壶身、鹅颈壶嘴、开口手柄、带旋钮的底座。
Electric kettle: satin body, gooseneck spout, open handle, power base with a dial."""
import math

import cadquery as cq

# --- 壶身 Body ---
body_height = 151.0    # mm [130:1:175] 壶身高 Height of the body
belly_radius = 78.0    # mm [72:0.5:84] 腹部半径 Radius at the belly
foot_radius = 70.0     # mm [62:0.5:71] 底部半径 Radius at the foot
mouth_radius = 47.0    # mm [42:0.5:52] 口部半径 Radius at the mouth
wall = 1.2             # mm [0.8:0.1:2] 壁厚 Wall
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


def turned(points, *ends):
    """绕 Z 轴旋转的实体：样条轮廓。 A solid turned round Z: a spline through (radius, z), closed by straight lines."""
    outline = cq.Workplane("XZ").moveTo(*points[0]).spline(points[1:], includeCurrent=True)
    for end in ends:
        outline = outline.lineTo(*end)
    return outline.close().revolve(360, (0, 0, 0), (0, 1, 0))


def rings(points, radii, count, aspect=1.0):
    """沿样条排开的椭圆。 Ellipses across a spline through (x, z), their radii spread evenly along it."""
    path = cq.Edge.makeSpline([cq.Vector(x, 0, z) for x, z in points])
    found = []
    for i in range(count):
        at = i / (count - 1)
        k = min(int(at * (len(radii) - 1)), len(radii) - 2)
        r = radii[k] + (radii[k + 1] - radii[k]) * (at * (len(radii) - 1) - k)
        found.append(cq.Workplane(cq.Plane(path.positionAt(at), (0, 1, 0), path.tangentAt(at))).ellipse(r * aspect, r).wires().val())
    return found


def pipe(points, radii, count, thickness):
    """两端开口的管：外壁、内壁与两个环形端面缝成实体。 An open pipe: outer and inner wall, sewn to two annular ends."""
    outer, inner = rings(points, radii, count), rings(points, [r - thickness for r in radii], count)
    walls = [face for wires in (outer, inner) for face in cq.Solid.makeLoft(wires).Faces() if face.geomType() != "PLANE"]
    ends = [cq.Face.makeFromWires(outer[i], [inner[i]]) for i in (0, -1)]
    return cq.Workplane(cq.Solid.makeSolid(cq.Shell.makeShell(walls + ends)))


# --- 壶身 Body: turned, rounded at the foot, shelled through the mouth ---
profile = [(foot_radius, z0)] + [
    (mouth_radius + (belly_radius - mouth_radius) * share, z0 + body_height * height)
    for share, height in ((0.97, 0.13), (1.0, 0.38), (0.62, 0.75), (0.11, 0.96), (0.0, 1.0))
]
full = turned(profile, (0, top), (0, z0)).faces("<Z").edges().fillet(6)
body = full.faces(">Z").shell(-wall)
body = body.cut(cq.Workplane("YZ", origin=(-belly_radius - 5, 0, z0 + body_height * 0.27)).circle(9).extrude(30))

# --- 壶嘴 Spout: a hollow gooseneck, open at both ends, trimmed by the body ---
neck = [(belly_radius - 14, 0.26), (belly_radius + 24, 0.35), (belly_radius + 38, 0.63),
        (belly_radius + spout_reach * 0.7, 0.90), (belly_radius + spout_reach, 0.945)]
neck = [(-x, z0 + body_height * h) for x, h in neck]
radii = [16.0, 11.5, 8.6, 7.2, spout_tip / 2]
spout = pipe(neck, radii, 9, 1.2).cut(full)

# --- 口圈与壶盖 Ring and lid ---
ring = cq.Workplane("XZ").moveTo(mouth_radius - 1.6, top + 0.8).rect(5.2, 4.0).revolve(360, (0, 0, 0), (0, 1, 0)).edges().fillet(1.2)
seat = mouth_radius - 4.6
lid = turned([(seat, top + 2.4), (seat * 0.62, top + 2.4 + lid_dome * 0.72), (seat * 0.3, top + 2.4 + lid_dome * 0.94), (0, top + 2.4 + lid_dome)],
             (0, top - 1), (seat, top - 1))
stud = top + 1.8 + lid_dome
if knob == "ball":
    knob_body = turned([(5.4, stud), (4.8, stud + 5), (8.5, stud + 9), (12.4, stud + 13), (11.4, stud + 17.5), (0, stud + 19.4)], (0, stud))
else:
    knob_body = cq.Workplane(origin=(0, 0, stud)).circle(6).extrude(6).faces(">Z").workplane().circle(15).extrude(7).faces(">Z").edges().fillet(2.4)

# --- 手柄 Handle: open at the lower end, thickest in the palm ---
grip = [(mouth_radius - 6, top - 19), (belly_radius + 8, top - 10), (belly_radius + handle_reach * 0.76, top - 13),
        (belly_radius + handle_reach, top - 38), (belly_radius + handle_reach * 0.88, top - 76), (belly_radius + handle_reach * 0.64, top - 106)]
thick = grip_width / 2.5
handle = cq.Workplane(cq.Solid.makeLoft(rings(grip, [thick * share for share in (0.62, 0.78, 0.9, 1.0, 0.94, 0.6)], 11, 1.25)))
handle = handle.faces(cq.NearestToPointSelector((grip[-1][0], 0, grip[-1][1]))).edges().fillet(thick * 0.3).cut(full)

# --- 底座 Base: a hollow shell with a recess for the body, a floor with rings of vents, feet, dial and light ---
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
dial = dial.cut(panel.workplane(offset=9.7).center(0, -dial_diameter * 0.3).slot2D(dial_diameter * 0.22, 1.6, 90).extrude(3))
light = panel.circle(dial_diameter / 2 + 2.4).circle(dial_diameter / 2 + 0.8).extrude(0.6)

# --- 装配 Product tree ---
def group(name, *parts):
    node = cq.Assembly(name=name)
    for part, shape, color in parts:
        node.add(shape, name=part, color=cq.Color(color))
    return node


kettle = cq.Assembly(name="听泉电水壶")
kettle.add(group("壶体", ("壶身", body, "#a4b19b"), ("壶嘴", spout, "#a4b19b"), ("口圈", ring, "#c9ccca")))
kettle.add(group("壶盖", ("盖", lid, "#a4b19b"), ("盖钮", knob_body, "#6b4430")))
kettle.add(handle, name="手柄", color=cq.Color("#2b2d2e"))
kettle.add(group("底座", ("座壳", shell, "#2b2d2e"), ("底板", floor, "#2b2d2e"), ("脚垫", feet, "#1d1e1f"),
                 ("耦合器", coupler, "#3a3c3d"), ("旋钮", dial, "#6f7372"), ("指示环", light, "#ffe3b3")))
show_object(kettle)
