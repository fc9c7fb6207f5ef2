"""素衣 女上装原型：前片、后片、袖片，带腰省、缝份、剪口与净样线。
Bodice block: front, back and sleeve with waist darts, seam allowance, notches and sewing lines, as cut cloth."""
import cadquery as cq

# --- 身体尺寸 Body ---
bust = 880.0             # mm [760:10:1160] 胸围 Bust
waist = 700.0            # mm [580:10:1000] 腰围 Waist
back_length = 400.0      # mm [360:5:450] 背长 Back length
shoulder = 122.0         # mm [105:1:140] 肩宽（单侧） Shoulder, one side
neck_width = 72.0        # mm [62:1:84] 领宽（半） Half width of the neck
neck_depth = 82.0        # mm [60:1:110] 前领深 Depth of the front neck
armhole_depth = 208.0    # mm [185:1:235] 袖窿深 Depth of the armhole
# --- 放松与省 Ease and darts ---
ease = 60.0              # mm [30:5:140] 放松量 Ease
dart_width = 26.0        # mm [12:1:38] 省量 Width of a dart
dart_length = 120.0      # mm [80:5:150] 省长 Length of a dart
# --- 袖 Sleeve ---
sleeve_length = 560.0    # mm [220:10:620] 袖长 Length
cap_height = 138.0       # mm [105:1:165] 袖山高 Height of the cap
wrist = 230.0            # mm [190:5:300] 袖口 Width at the wrist
# --- 缝制 Sewing ---
seam_allowance = 12.0    # mm [6:1:18] 缝份 Seam allowance
notch = 5.0              # mm [3:0.5:8] 剪口 Depth of a notch
cloth = 0.8              # mm [0.4:0.1:3] 布厚 Thickness of the cloth
hem_dart = True          # 腰省 Cut the waist darts

top = back_length
chest = (bust + ease) / 4
hem = (waist + ease) / 4 + dart_width
underarm = top - armhole_depth
slope = shoulder * 0.36


def line(a, b):
    return cq.Edge.makeLine(cq.Vector(*a), cq.Vector(*b))


def curve(*points):
    return cq.Edge.makeSpline([cq.Vector(*p) for p in points])


def mirrored(edges):
    return [edge.mirror("YZ") for edge in edges]


def half(neck):
    """右半净样：下摆、侧缝、袖窿、肩、领。 Right half of a sewing line: hem, side, armhole, shoulder, neck."""
    tip = (neck_width + shoulder, top - slope)
    return [
        line((0, 0), (hem, 0)), line((hem, 0), (chest, underarm)),
        curve((chest, underarm), (tip[0] + (chest - tip[0]) * 0.30, underarm + armhole_depth * 0.20), (tip[0] - 12, underarm + (tip[1] - underarm) * 0.55), tip),
        line(tip, (neck_width, top)), curve((neck_width, top), (neck_width * 0.80, top - neck * 0.62), (0, top - neck)),
    ]


def closed(edges):
    return cq.Wire.assembleEdges(edges)


def cut(sewing_line, marks, darts=()):
    """裁片：净样加缝份，剪口与省挖去。 A cut piece: the sewing line with its allowance, less notches and darts."""
    outline = sewing_line.offset2D(seam_allowance, "arc")[0]
    away = []
    for x, y in marks:
        place = outline.positionAt(outline.paramAt(cq.Vector(x, y)), mode="parameter")
        away.append(cq.Workplane(origin=(place.x, place.y, 0)).polygon(4, 2 * notch).extrude(cloth).val())
    for x, y in darts:
        left, right = x - dart_width / 2, x + dart_width / 2
        away.append(cq.Workplane().polyline([(left, -30), (left, y), (x, y + dart_length), (right, y), (right, -30)]).close().extrude(cloth).val())
    return cq.Workplane(cq.Solid.extrudeLinear(outline, [], cq.Vector(0, 0, cloth)).cut(*away))


# --- 前片与后片 Front and back, cut whole ---
def panel(neck):
    edges = half(neck)
    sewing_line = closed(edges + mirrored(edges))
    side = (hem + chest) / 2, underarm / 2
    marks = [(side[0], side[1]), (-side[0], side[1]), (0, top - neck)]
    darts = [(hem * 0.5, 0), (-hem * 0.5, 0)] if hem_dart else []
    return cut(sewing_line, marks, darts), sewing_line


front, front_line = panel(neck_depth)
back, back_line = panel(neck_depth * 0.28)

# --- 袖片 Sleeve: a smooth cap, tapered to the wrist ---
width = chest * 0.76
drop = cap_height - sleeve_length
cap = curve((-width, 0), (-width * 0.52, cap_height * 0.56), (0, cap_height), (width * 0.48, cap_height * 0.60), (width, 0))
sleeve_line = closed([cap, line((width, 0), (wrist / 2, drop)), line((wrist / 2, drop), (-wrist / 2, drop)), line((-wrist / 2, drop), (-width, 0))])
sleeve = cut(sleeve_line, [(0, cap_height), (-width * 0.52, cap_height * 0.56), (width * 0.48, cap_height * 0.60)])

# --- 排料 Laid out side by side ---
space = 2 * max(chest, hem) + 70
layout = cq.Assembly(name="素衣原型")
for name, piece, sewing_line, x, y in (
    ("前片", front, front_line, 0, 0), ("后片", back, back_line, space, 0), ("袖片", sleeve, sleeve_line, 1.5 * space + width + 35, top - cap_height),
):
    group = cq.Assembly(name=name, loc=cq.Location((x, y, 0)))
    group.add(piece, name="裁片", color=cq.Color("#a3b0be")).add(sewing_line.moved(cq.Location((0, 0, cloth))), name="净样线", color=cq.Color("#00698c"))
    layout.add(group)
show_object(layout)
