"""IMDb's words for what people do and what titles are, in ours: TMDB's departments and jobs, kinds of titles."""

# Title types that are films of some kind; the others are series, their episodes and games.
FILM_TYPES = ("movie", "short", "tvMovie", "tvShort", "tvSpecial", "video")
ALL_TYPES = (*FILM_TYPES, "tvEpisode", "tvMiniSeries", "tvPilot", "tvSeries", "videoGame")

# Category → department and job. IMDb may add categories: an unknown one is crew, under its own name.
CATEGORIES = {
    "actor": ("Acting", "Actor"),
    "actress": ("Acting", "Actor"),
    "self": ("Acting", "Actor"),
    "archive_footage": ("Acting", "Actor"),
    "archive_sound": ("Acting", "Actor"),
    "director": ("Directing", "Director"),
    "writer": ("Writing", "Writer"),
    "producer": ("Production", "Producer"),
    "casting_director": ("Production", "Casting"),
    "editor": ("Editing", "Editor"),
    "cinematographer": ("Camera", "Director of Photography"),
    "composer": ("Sound", "Original Music Composer"),
    "production_designer": ("Art", "Production Design"),
}
NOTES = {"archive_footage": "archive footage", "archive_sound": "archive sound"}
HEARD_ONLY = ("archive_sound",)

# (department, what IMDb writes in `job`) → job. Any other text stays beside the category's job, as a note.
JOBS = {
    ("Directing", "director"): "Director",
    ("Directing", "co-director"): "Co-Director",
    ("Directing", "directed by"): "Director",
    ("Writing", "writer"): "Writer",
    ("Writing", "written by"): "Writer",
    ("Writing", "screenplay"): "Screenplay",
    ("Writing", "screenplay by"): "Screenplay",
    ("Writing", "story"): "Story",
    ("Writing", "story by"): "Story",
    ("Writing", "original story"): "Original Story",
    ("Writing", "novel"): "Novel",
    ("Writing", "book"): "Book",
    ("Writing", "play"): "Theatre Play",
    ("Writing", "characters"): "Characters",
    ("Writing", "teleplay"): "Teleplay",
    ("Writing", "created by"): "Creator",
    ("Writing", "idea"): "Idea",
    ("Writing", "dialogue"): "Dialogue",
    ("Writing", "scenario"): "Scenario Writer",
    ("Writing", "adaptation"): "Adaptation",
    ("Production", "producer"): "Producer",
    ("Production", "produced by"): "Producer",
    ("Production", "executive producer"): "Executive Producer",
    ("Production", "co-producer"): "Co-Producer",
    ("Production", "associate producer"): "Associate Producer",
    ("Production", "line producer"): "Line Producer",
    ("Camera", "cinematographer"): "Director of Photography",
    ("Camera", "director of photography"): "Director of Photography",
    ("Camera", "camera"): "Camera Operator",
    ("Editing", "editor"): "Editor",
    ("Editing", "co-editor"): "Co-Editor",
    ("Sound", "composer"): "Original Music Composer",
    ("Sound", "music"): "Music",
    ("Art", "production designer"): "Production Design",
}

# A profession of name.basics → department.
PROFESSIONS = {
    "actor": "Acting", "actress": "Acting", "archive_footage": "Acting", "archive_sound": "Acting", "stunts": "Crew",
    "director": "Directing", "assistant_director": "Directing", "script_department": "Writing", "writer": "Writing",
    "producer": "Production", "production_manager": "Production", "casting_director": "Production",
    "casting_department": "Production", "executive": "Production", "editor": "Editing",
    "editorial_department": "Editing", "cinematographer": "Camera", "camera_department": "Camera",
    "composer": "Sound", "music_department": "Sound", "sound_department": "Sound", "soundtrack": "Sound",
    "production_designer": "Art", "art_director": "Art", "art_department": "Art", "set_decorator": "Art",
    "costume_designer": "Costume & Make-Up", "costume_department": "Costume & Make-Up",
    "make_up_department": "Costume & Make-Up", "electrical_department": "Lighting",
    "visual_effects": "Visual Effects", "special_effects": "Visual Effects",
    "animation_department": "Visual Effects", "miscellaneous": "Crew",
}  # fmt: skip

# A type of title.akas → kind of name; what else it says becomes the note.
NAME_KINDS = {"working": "working", "imdbDisplay": "translated"}
OTHER_NAME_KIND = "alternative"
