// LessonDocument
