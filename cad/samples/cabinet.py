"""栅影 斗柜：圆角榉木箱体、栅条移门、四条锥腿。
Slatted cabinet: a rounded beech case, a tambour front, four tapered legs."""
import math

import cadquery as cq

# --- 箱体 Case ---
width = 1200.0         # mm [800:20:1600] 柜宽 Width
height = 480.0         # mm [380:10:640] 箱高 Height of the case
depth = 420.0          # mm [340:10:520] 柜深 Depth
board = 18.0           # mm [15:1:25] 板厚 Thickness of the boards
corner_radius = 48.0   # mm [26:2:90] 圆角 Radius of the corners
shelves = 1            # [0:1:3] 层板数 Shelves
# --- 栅条门 Slatted doors ---
slat_width = 22.0      # mm [14:1:34] 栅宽 Width of a slat
slat_gap = 7.0         # mm [4:0.5:14] 栅缝 Gap between slats
slat_depth = 14.0      # mm [10:1:18] 栅深 Depth of a slat
# --- 腿 Legs ---
leg_height = 170.0     # mm [100:5:240] 腿高 Height
leg_diameter = 36.0    # mm [28:1:46] 腿径 Diameter at the top
leg_splay = 7.0        # ° [0:0.5:12] 外倾 Splay
# --- 拉手 Pulls ---
pull = "round"         # [round, bar] 拉手 Pull

inner_width, inner_height = width - 2 * board, height - 2 * board
inner_radius = corner_radius - board
middle = leg_height + height / 2                    # 箱体中心高 centre of the case above the floor
rear = depth / 2 - 15                               # 背板前面 front of the back panel
front = -depth / 2 + 8 + slat_depth                 # 门扇后面 rear of the doors
inner_depth, centre = rear - front - 14, (rear + front + 14) / 2


def box(x, y, z, *at):
    return cq.Workplane().box(x, y, z).translate(at)


# --- 箱体 Case: a rounded tube, a back panel, a divider and shelves ---
case = cq.Workplane().box(width, depth, height).edges("|Y").fillet(corner_radius).faces("<Y or >Y").shell(-board)
case = case.faces("<Y").edges().chamfer(1.0).translate((0, 0, middle))
back = cq.Workplane().box(inner_width, 8, inner_height).edges("|Y").fillet(inner_radius).translate((0, rear + 4, middle))
divider = box(board, inner_depth, inner_height, 0, centre, middle)
bay = (inner_width - board) / 2
levels = [leg_height + board + inner_height * (i + 1) / (shelves + 1) for i in range(shelves)]
shelf = [box(bay, inner_depth - 16, board, side * (bay + board) / 2, centre + 8, z).val() for z in levels for side in (-1, 1)]

# --- 栅条门 Doors: slats rounded in front; those beside a rounded corner are left out ---
margin = max(2.0, inner_radius - math.sqrt(max(0.0, 8 * inner_radius - 16)))
clear = inner_width / 2 - margin
count = int(clear / (slat_width + slat_gap))
pitch = clear / count                               # 栅条均匀布满 the slats share what is left
slat = cq.Workplane().box(slat_width, slat_depth, inner_height - 8).faces("<Y").edges("|Z").fillet(min(slat_width / 2, slat_depth) * 0.6).val()


def door(side):
    """一扇门：从中缝向外排列的栅条。 One door: slats from the middle outward."""
    places = [cq.Vector(side * (i + 0.5) * pitch, front - slat_depth / 2, middle) for i in range(count)]
    return [slat.moved(cq.Location(place)) for place in places]


# --- 拉手 Pulls, on the slats beside the middle ---
def handle(side):
    plane = cq.Plane((side * 0.5 * pitch, front - slat_depth, middle), (1, 0, 0), (0, -1, 0))
    if pull == "round":
        return cq.Workplane(plane).circle(4).extrude(11).faces("<Y").workplane().circle(10).extrude(9).faces("<Y").edges().fillet(3)
    bar = cq.Workplane(plane).workplane(offset=11).slot2D(120, 9, 90).extrude(8).faces("<Y").edges().fillet(2)
    return bar.union(cq.Workplane(plane).pushPoints([(0, 40), (0, -40)]).circle(3).extrude(12))


# --- 腿 Legs: tapered, splayed outward, on a plate ---
def leg(x, y):
    run = leg_height * math.tan(math.radians(leg_splay))
    foot = cq.Solid.makeLoft([
        cq.Wire.makeCircle(leg_diameter / 2, cq.Vector(x, y, leg_height - 4), cq.Vector(0, 0, 1)),
        cq.Wire.makeCircle(leg_diameter / 3.2, cq.Vector(x + math.copysign(run, x), y + math.copysign(run, y), 0), cq.Vector(0, 0, 1)),
    ], True)
    plate = cq.Workplane(origin=(x, y, leg_height - 4)).circle(leg_diameter * 0.8).extrude(4)
    return plate.union(cq.Workplane(foot))


# --- 装配 Product tree ---
beech, dark, brass = cq.Color("#d9b98f"), cq.Color("#4a3a30"), cq.Color("#b8965a")
cabinet = cq.Assembly(name="栅影斗柜")
body = cq.Assembly(name="箱体")
body.add(case, name="箱壳", color=beech).add(back, name="背板", color=beech).add(divider, name="中隔板", color=beech)
if shelf:
    body.add(cq.Workplane().newObject(shelf), name="层板", color=beech)
cabinet.add(body)
for name, side in (("左门", -1), ("右门", 1)):
    leaf = cq.Assembly(name=name)
    leaf.add(cq.Workplane().newObject(door(side)), name="栅条", color=beech).add(handle(side), name="拉手", color=brass)
    cabinet.add(leaf)
legs = cq.Assembly(name="腿架")
x, y = width / 2 - corner_radius - 36, depth / 2 - 56
for name, right, behind in (("左前腿", -1, -1), ("右前腿", 1, -1), ("左后腿", -1, 1), ("右后腿", 1, 1)):
    legs.add(leg(right * x, behind * y), name=name, color=dark)
cabinet.add(legs)
show_object(cabinet)
