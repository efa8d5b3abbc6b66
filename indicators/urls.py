"""Addresses of the policy and of the collection of figures."""

from django.urls import path

from .views import (
    classes,
    collection,
    events,
    grid,
    history,
    innovations,
    last_year,
    policy,
    projects,
    quality,
    quarter_terms,
    quarters,
    register_files,
    rules,
    task,
    tasks,
    uploads,
    workbooks,
)

urlpatterns = [
    path("measures/", policy.measures, name="measures"),
    path("measures/<int:number>/", policy.measure, name="measure"),
    path("measures/<int:number>/tasks/<int:order>/", task.task, name="task"),
    path(
        "measures/<int:number>/tasks/<int:order>/evidence/<int:evidence>",
        task.task_evidence,
        name="task_evidence",
    ),
    path("agencies/", policy.agencies, name="agencies"),
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/<str:quarter>/", tasks.task_board, name="task_board"),
    path("tasks/<str:quarter>/<slug:agency>/", tasks.agency_tasks, name="agency_tasks"),
    path("readings/", policy.readings, name="readings"),
    path("classes/", classes.classes, name="classes"),
    path("classes/<slug:zone>/<int:year>/<slug:scope>/", classes.published_class, name="class"),
    path("innovations/", innovations.innovations, name="innovations"),
    path("innovations/new/", innovations.innovation_new, name="innovation_new"),
    path("innovations/<int:pk>/", innovations.innovation, name="innovation"),
    path(
        "innovations/<int:pk>/evidence/<int:evidence>/",
        innovations.innovation_evidence,
        name="innovation_evidence",
    ),
    path("projects/", projects.projects, name="projects"),
    path("projects/new/", projects.project_new, name="project_new"),
    path("projects/counts/", projects.counts, name="register_counts"),
    path("projects/<int:pk>/", projects.project, name="project"),
    path("events/", events.events, name="events"),
    path("events/new/", events.event_new, name="event_new"),
    path("events/<int:pk>/", events.event, name="event"),
    *(
        path(f"{register}/{address}", view, {"register": register}, name=f"{register}_{name}")
        for register in ("projects", "events")
        for address, view, name in (
            ("template.xlsx", register_files.template, "template"),
            ("import", register_files.upload, "import"),
            ("import/<int:upload>/", register_files.preview, "preview"),
        )
    ),
    path("collect/", quarters.collect, name="collect"),
    # Before the quarters': none has this code.
    path("collect/rules/", rules.collect_rules, name="collect_rules"),
    path("collect/rules/new/", rules.collect_rule_new, name="collect_rule_new"),
    path("collect/rules/<int:rule>/", rules.collect_rule, name="collect_rule"),
    path("collect/<str:quarter>/", quarters.collect_quarter, name="collect_quarter"),
    # Before the zones': no zone has one of these codes.
    path("collect/<str:quarter>/terms/", quarter_terms.collect_terms, name="collect_terms"),
    path("collect/<str:quarter>/quality/", quality.collect_quality, name="collect_quality"),
    path("collect/<str:quarter>/grid/", grid.collect_grid, name="collect_grid"),
    path("collect/<str:quarter>/cells/", grid.collect_cells, name="collect_cells"),
    path(
        "collect/<str:quarter>/template.xlsx", workbooks.collect_template, name="collect_template"
    ),
    path("collect/<str:quarter>/upload", uploads.collect_upload, name="collect_upload"),
    path(
        "collect/<str:quarter>/uploads/<int:upload>/",
        uploads.collect_preview,
        name="collect_preview",
    ),
    path(
        "collect/<str:quarter>/uploads/<int:upload>/marked.xlsx",
        workbooks.collect_marked,
        name="collect_marked",
    ),
    path(
        "collect/<str:quarter>/uploads/<int:upload>/file",
        workbooks.collect_file,
        name="collect_file",
    ),
    path(
        "collect/<str:quarter>/<slug:zone>/template.xlsx",
        workbooks.collect_template,
        name="collect_template",
    ),
    path("collect/<str:quarter>/<slug:zone>/upload", uploads.collect_upload, name="collect_upload"),
    path("collect/<str:quarter>/<slug:zone>/", collection.collect_zone, name="collect_zone"),
    path(
        "collect/<str:quarter>/<slug:zone>/last-year/",
        last_year.collect_last_year,
        name="collect_last_year",
    ),
    path(
        "collect/<str:quarter>/<slug:zone>/history/<slug:indicator>/",
        history.cell_history,
        name="cell_history",
    ),
]
