# The numbered, forward-only steps of the schema, in order. A step that differs by engine has two files that end
# .sqlite.sql and .postgres.sql under one number. The folder is watched, so a new file that is listed here is noticed.
set(QZ_MIGRATIONS)
foreach(name
    0001_platform
    0002_directory
    0003_identity
    0004_audit
    0005_catalogue
    0006_calendar
    0007_forms
    0008_jobs
    0009_rollups
    0010_sample_city
    0011_admission
    0012_catalogue_growth
    0013_handed
    0014_forms_filed
    0015_forms_unit_pause
    0016_forms_task_stood
    0017_directory_keeper
    0018_forms_unsigned
    0019_forms_postponement
    0020_forms_pause_overlap
    0021_forms_outcome)
  foreach(ending .sql .sqlite.sql .postgres.sql)
    if(EXISTS ${CMAKE_SOURCE_DIR}/db/migrations/${name}${ending})
      list(APPEND QZ_MIGRATIONS ${name}${ending})
    endif()
  endforeach()
endforeach()
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/db/migrations)
