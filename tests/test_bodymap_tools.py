"""The workshop of the diagrams, on bodies small enough to count."""

import numpy as np
import pytest

from ipdoc.imaging.diagram_paths import lines_of
from tools.bodymap import borders, build, compact, mesh, outlines, plan, pose, raster, tree
from tools.bodymap.viewing import PIXELS

CUBE = np.array([[x, y, z] for x in (-1.0, 1.0) for y in (-1.0, 1.0) for z in (-1.0, 1.0)])
QUADS = np.array(
    [[0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [1, 5, 7, 3], [0, 2, 6, 4]]
)


def test_subdividing_keeps_old_vertices_and_rounds_them() -> None:
    vertices, faces = mesh.catmull_clark(CUBE, QUADS)
    assert len(faces) == 24
    assert len(vertices) == 8 + 12 + 6
    # A corner of a cube moves to 5/9 of its distance from the middle.
    assert np.allclose(vertices[:8], CUBE * 5 / 9)


def test_triangles_know_the_face_they_came_from() -> None:
    vertices, triangles, parent = mesh.smooth_surface(CUBE, QUADS, 2)
    middle = vertices[triangles].mean(1)
    axis = QUADS[parent]
    outward = CUBE[axis].mean(1)
    assert len(triangles) == 6 * 16 * 2
    assert ((middle * outward).sum(1) > 0).all()


def test_an_asymmetric_mesh_is_refused() -> None:
    lopsided = CUBE + np.array([0.1, 0, 0])
    with pytest.raises(ValueError, match="not symmetric"):
        mesh.mirror_map(mesh.Mesh(lopsided, QUADS, np.zeros(6, bool)))


def test_the_mirror_of_a_mirror_is_the_face_itself() -> None:
    vertex, face = mesh.mirror_map(mesh.Mesh(CUBE, QUADS, np.zeros(6, bool)))
    assert (vertex[vertex] == np.arange(8)).all()
    assert (face[face] == np.arange(6)).all()
    assert face[0] == 1


def test_carrying_a_direction_by_a_share_turns_by_that_share() -> None:
    start, goal = np.array([1.0, 0, 0]), np.array([0, 2.0, 0])
    assert np.allclose(pose.carry(start, goal) @ start, [0, 1, 0])
    half = pose.carry(start, goal, 0.5) @ start
    assert np.allclose(half, [np.sqrt(0.5), np.sqrt(0.5), 0])


@pytest.mark.parametrize("direction", sorted(plan.DIRECTIONS))
def test_cameras_never_mirror_the_body(direction: str) -> None:
    assert np.linalg.det(np.array(plan.DIRECTIONS[direction])) == pytest.approx(1, abs=1e-5)


def test_the_nearest_face_hides_the_others() -> None:
    eye = raster.Camera(np.eye(3), 10.0, (20.0, 20.0), (40, 40))
    triangles = np.vstack([QUADS[:, [0, 1, 2]], QUADS[:, [0, 2, 3]]])
    sight = raster.look(eye, CUBE, triangles, PIXELS)
    assert set(np.unique(sight.triangle % 6)) == {4, 5} & {4} | {-1 % 6}
    assert sight.body.sum() == (20 * PIXELS) ** 2


def test_an_outline_follows_a_disc_within_a_tenth_of_a_unit() -> None:
    y, x = np.mgrid[0:200, 0:200] + 0.5
    field = 50.0 - np.hypot(x - 100, y - 100)
    (ring,) = outlines.contours(field, 0, 2.0, least_area=10, tolerance=0.05)
    points = outlines.sampled(ring, closed=True)
    assert np.abs(np.hypot(*(points - 50).T) - 25).max() < 0.1


def test_a_thin_mask_becomes_one_line() -> None:
    mask = np.zeros((60, 100), bool)
    mask[29:32, 10:90] = True
    (line,) = outlines.centre_lines(mask, 2.0, least_length=5, tolerance=0.2)
    assert outlines.length(line) == pytest.approx(39, abs=2)
    assert np.allclose(line[:, 1], 15.25, atol=0.5)


def test_curves_are_written_with_absolute_commands() -> None:
    square = np.array([[0.0, 0], [4, 0], [4, 4], [0, 4], [0, 0]])
    assert outlines.curve(square, closed=True) == "M2 0Q4 0 4 2Q4 4 2 4Q0 4 0 2Q0 0 2 0Z"


def test_the_plan_names_known_figures() -> None:
    read = plan.read_plan(plan.Path(plan.__file__).with_name("views.toml"))
    assert {figure for view in read.views for figure in view.figures} <= set(read.figures)
    assert all(0 <= read.poses[""][joint] <= 1 for joint in ("elbow", "wrist"))


def test_a_mirrored_camera_sees_the_mirror_image() -> None:
    rows = np.array(plan.DIRECTIONS["outer_below"])
    point = np.array([0.3, -1.2, 0.7])
    seen = rows @ point
    image = plan.mirrored_rotation(rows) @ (point * [-1, 1, 1])
    assert np.allclose(image, seen * [-1, 1, 1])


def test_every_triangle_knows_its_cell() -> None:
    square = np.array([[0.0, 0, 0], [4, 0, 0], [4, 4, 0], [0, 4, 0]])
    faces = np.array([[0, 1, 2, 3]])
    # All corners are border corners, so the quad stays flat and square.
    vertices, triangles, _ = mesh.smooth_surface(square, faces, 2)
    cell = mesh.corner_cells(1, 2, 4)
    middle = vertices[triangles].mean(1)
    assert (cell == middle[:, 1].astype(int) * 4 + middle[:, 0].astype(int)).all()


def numbers(data: str) -> list[float]:
    return [float(n) for n in data.replace("Z", "").replace("L", " ").replace("Q", " ")
            .replace("M", " ").split()]  # fmt: skip


def test_neighbouring_regions_share_their_border_to_the_digit() -> None:
    labels = np.full((80, 120), -1)
    labels[10:70, 10:60], labels[10:70, 60:110] = 0, 1
    labels[40:, 45:75] = 2
    found = borders.outlines(labels, 2.0)
    assert [one.label for one in found] == [0, 1, 2]
    rings = [set(zip(n[0::2], n[1::2], strict=True)) for n in (numbers(o.data) for o in found)]
    for one, other in ((0, 1), (0, 2), (1, 2)):
        assert len(rings[one] & rings[other]) >= 2
    assert 5 < found[0].at[0] < 30
    assert 5 < found[0].at[1] < 35


def test_smoothing_keeps_the_silhouette_and_takes_out_islands() -> None:
    labels = np.full((60, 60), -1)
    labels[5:55, 5:30], labels[5:55, 30:55] = 0, 1
    labels[20, 12] = 1
    result = borders.smoothed(labels, {0: 2.0, 1: 2.0}, 2.0)
    assert (result[10:50, 10:25] == 0).all()
    assert (result[10:50, 35:50] == 1).all()
    assert (result[:3] == -1).all()


def test_every_region_of_the_vocabulary_belongs_to_a_part() -> None:
    assert set(tree.body_order()) <= set(tree.parents())


def test_a_check_names_what_differs(tmp_path: plan.Path) -> None:
    listing = {"surface": "skin-1", "figures": {"male": 1}, "views": []}
    files = {"a.svg": b"one", "views.json": build.text(listing)}
    build.write(files, tmp_path)
    assert build.differences(files, tmp_path) == []
    (tmp_path / "a.svg").write_bytes(b"two")
    changed = {**files, "views.json": build.text({**listing, "figures": {"male": 2}})}
    assert build.differences(changed, tmp_path) == ["a.svg", "views.json: male"]


def test_short_path_data_say_the_same_and_do_not_drift() -> None:
    data = "M2 0Q4 0.3 4 2Q4.04 4 2.1 4L0 3.96L-1 3ZM5 5L6.5 5.5Z"
    short = compact.compact(data)
    assert short == "M2 0q2 .3 2 2 0 2-1.9 2l-2.1 0-1-1ZM5 5l1.5 .5Z"
    told = [[(round(x, 1), round(y, 1)) for x, y in points] for points, _ in lines_of(short)]
    again = [[(round(x, 1), round(y, 1)) for x, y in points] for points, _ in lines_of(data)]
    assert [points[-1] for points in told] == [points[-1] for points in again]
    wavy = "M0 0" + "".join(f"L{k + 0.04:.2f} {k * 0.37:.2f}" for k in range(1, 200))
    end = lines_of(compact.compact(wavy, 0.5))[0][0][-1]
    assert end == pytest.approx((199.0, 73.5), abs=1e-6)


def test_box_of_path_data_holds_its_handles_too() -> None:
    assert compact.box("M2 0Q4 -1 4 2L0 3Z") == [0.0, -1.0, 4.0, 3.0]
