"""A small jug of four parts: turned, filleted, flat and clear faces. Test data; ``web/harness/scenes.py`` builds it."""

# ruff: noqa: F821  show_object comes from the host

import cadquery as cq

radius = 40.0  # mm [30:1:60] Radius
height = 90.0  # mm [60:5:120] Height

body = cq.Workplane("XY").circle(radius).extrude(height).faces(">Z").shell(-3).edges("<Z").fillet(4)
lid = cq.Workplane("XY", origin=(0, 0, height)).circle(radius).extrude(4)
knob = cq.Workplane("XY", origin=(0, 0, height + 4)).sphere(9).translate((0, 0, 6))
base = cq.Workplane("XY", origin=(0, 0, -10)).box(110, 100, 20).edges("|Z").fillet(12)

show_object(body, name="body")
show_object(lid, name="lid")
show_object(knob, name="knob")
show_object(base, name="base")
