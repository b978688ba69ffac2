// LessonApp
